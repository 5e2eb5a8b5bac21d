//! Statements as text.

use super::super::ast::{Expr, ExprKind, Ident, Stmt, StmtKind, StopReason};
use super::{Printer, expression};

impl Printer {
    /// `head { ... }`
    pub(super) fn body(&mut self, head: &str, body: &[Stmt]) {
        self.open(head);
        body.iter().for_each(|s| self.statement(s));
        self.close();
    }

    pub(super) fn statement(&mut self, s: &Stmt) {
        match &s.kind {
            StmtKind::Let { names, value } => self.line(&format!("let {} = {}", targets(names), expression(value))),
            StmtKind::Var { name, value } => self.line(&format!("var {} = {}", name.name, expression(value))),
            StmtKind::Assign { target, value } => self.line(&format!("{} = {}", expression(target), expression(value))),
            StmtKind::For { name, from, to, body } => {
                self.body(&format!("for {} = {} to {}", name.name, expression(from), expression(to)), body);
            }
            StmtKind::When { condition, then, otherwise } => {
                self.open(&format!("when {}", expression(condition)));
                self.when(then, otherwise);
            }
            StmtKind::Return(value) => self.line(&format!("return {}", expression(value))),
            StmtKind::Stop { reason, condition } => self.line(&stop(*reason, condition)),
        }
    }

    /// What follows `when c {`.
    fn when(&mut self, then: &[Stmt], otherwise: &[Stmt]) {
        then.iter().for_each(|s| self.statement(s));
        if otherwise.is_empty() {
            return self.close();
        }
        self.blocks -= 1;
        match otherwise {
            [Stmt { kind: StmtKind::When { condition, then, otherwise }, .. }] => {
                self.open(&format!("}} else when {}", expression(condition)));
                self.when(then, otherwise);
            }
            _ => self.body("} else", otherwise),
        }
    }
}

fn targets(names: &[Ident]) -> String {
    match names {
        [only] => only.name.clone(),
        _ => format!("({})", super::items::names(names)),
    }
}

fn stop(reason: StopReason, condition: &Expr) -> String {
    let word = match reason {
        StopReason::Undefined => "undefined",
        StopReason::Unpredictable => "unpredictable",
        StopReason::NotModelled => "not_modelled",
    };
    match condition.kind {
        ExprKind::Boolean(true) => word.into(),
        _ => format!("{word} when {}", expression(condition)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::print;
    use crate::lang::{Sources, parse};

    /// That statements are printed as they are.
    fn check(body: &str) {
        let text = format!("function f() => T {{\n{body}}}\n");
        let mut sources = Sources::default();
        let file = sources.add("t", text.as_str());
        assert_eq!(print(&parse(&sources, file).0), text);
    }

    #[test]
    fn layout() {
        check("    for i = 0 to 3 {\n        when a {\n            undefined\n        }\n    }\n");
        check("    when a {\n    } else {\n        x = 1\n        when b {\n        }\n    }\n");
        check("    let (a, b) = c\n    var d = e\n    not_modelled when f\n    return a\n");
    }
}
