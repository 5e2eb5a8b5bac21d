//! Values of fields at which a text decides: those that it compares them with.

use crate::lang::ast::{BinaryOp, Expr, ExprKind, Instruction, Stmt, StmtKind};
use crate::lift::decoder::Pattern;

/// For each field of an encoding, the values that its text names.
#[derive(Clone, Debug, Default)]
pub struct Corners(pub Vec<Vec<u32>>);

impl Corners {
    /// Read off the conditions of the syntax lines and of `decode`.
    pub fn of(instruction: &Instruction, pattern: &Pattern) -> Corners {
        let mut corners = Corners(vec![Vec::new(); pattern.fields.len()]);
        for condition in instruction.syntax.iter().filter_map(|syntax| syntax.condition.as_ref()) {
            corners.expression(pattern, condition);
        }
        corners.statements(pattern, &instruction.decode);
        corners
    }

    fn statements(&mut self, pattern: &Pattern, statements: &[Stmt]) {
        for statement in statements {
            match &statement.kind {
                StmtKind::Let { value, .. } | StmtKind::Var { value, .. } => self.expression(pattern, value),
                StmtKind::Stop { condition, .. } => self.expression(pattern, condition),
                StmtKind::When { condition, then, otherwise } => {
                    self.expression(pattern, condition);
                    self.statements(pattern, then);
                    self.statements(pattern, otherwise);
                }
                _ => {}
            }
        }
    }

    fn expression(&mut self, pattern: &Pattern, e: &Expr) {
        match &e.kind {
            ExprKind::Binary { op: BinaryOp::Equal | BinaryOp::NotEqual, left, right } => {
                if let (ExprKind::Name(name), ExprKind::Bits { value, .. }) = (&left.kind, &right.kind)
                    && let Some(at) = pattern.fields.iter().position(|(field, ..)| field == name)
                {
                    self.0[at].push(*value as u32);
                }
            }
            ExprKind::Binary { left, right, .. } => {
                self.expression(pattern, left);
                self.expression(pattern, right);
            }
            ExprKind::Unary { argument, .. } => self.expression(pattern, argument),
            ExprKind::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|e| self.expression(pattern, e));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::isa::Isa;
    use crate::lift::texts::embedded;

    #[test]
    fn the_registers_that_mrs_knows_are_found() {
        let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("the build checks them"));
        let n = isa.instructions.iter().position(|i| i.name.name == "MRS").expect("MRS");
        let Corners(of) = Corners::of(&isa.instructions[n], &isa.patterns[n]);
        let nzcv = 0b101_1010_0001_0000;
        assert!(of.iter().any(|values| values.contains(&nzcv)), "{of:x?}");
    }
}
