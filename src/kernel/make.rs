//! New terms, of the right widths.

use super::step::Step;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::Prim;
use crate::term::{Fold, Node, TermId};

/// A term to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    Constant {
        width: u8,
        value: u128,
    },
    Prim {
        prim: Prim,
        width: u8,
        operands: [TermId; 3],
    },
    Extract {
        width: u8,
        a: TermId,
        lo: u8,
    },
    Lookup {
        table: u32,
        index: TermId,
    },
    Read {
        region: u32,
        offset: TermId,
    },
    FoldOut {
        fold: TermId,
        n: u16,
    },
    /// Of another number of blocks, else like a fold that is there.
    Fold {
        like: TermId,
        count: TermId,
    },
}

impl Kernel<'_> {
    /// The term, which may be known already.
    pub fn make(&mut self, make: Make) -> Checked<TermId> {
        self.check_make(make)?;
        let before = self.terms.len();
        let id = match make {
            Make::Constant { width, value } => self.terms.constant(width, value),
            Make::Prim { prim, width, operands } => self.terms.prim(prim, width, operands),
            Make::Extract { width, a, lo } => self.terms.extract(width, a, lo),
            Make::Lookup { table, index } => {
                let table = self.terms.table(table).clone();
                self.terms.lookup(&table, index)
            }
            Make::Read { region, offset } => self.terms.read(region, offset),
            Make::FoldOut { fold, n } => {
                let width = self.word_of(fold, n)?;
                self.terms.fold_out(width, fold, n)
            }
            Make::Fold { like, count } => {
                let fold = Fold { count, ..self.fold_at(like)? };
                self.terms.make_fold(fold)
            }
        };
        if self.terms.len() > before {
            self.store.grow(self.terms);
            self.steps.push(Step::Make(make));
        }
        Ok(id)
    }

    fn check_make(&self, make: Make) -> Checked {
        let right = match make {
            Make::Constant { width, .. } => (1..=128).contains(&width),
            Make::Prim { prim, width, operands } => {
                let mut widths = [0; 3];
                for (operand, n) in operands.into_iter().zip(0..prim.arity()) {
                    widths[n] = self.check_id(operand)?;
                }
                fits(prim, width, widths)
            }
            Make::Extract { width, a, lo } => {
                let from = self.check_id(a)?;
                width > 0 && u32::from(lo) + u32::from(width) <= from.into()
            }
            Make::Lookup { table, index } => {
                let bits = self.check_id(index)?;
                let table = self.terms.tables().get(table as usize);
                table.is_some_and(|table| bits < 32 && table.elements.len() == 1 << bits)
            }
            Make::Read { region, offset } => (region as usize) < self.terms.regions() && self.check_id(offset)? == 64,
            Make::FoldOut { fold, n } => self.word_of(fold, n).is_ok(),
            Make::Fold { like, count } => self.fold_at(like).is_ok() && self.check_id(count)? == 64,
        };
        if right { Ok(()) } else { refuse(format!("no term has this form: {make:?}")) }
    }

    /// The width of a word of a fold.
    fn word_of(&self, fold: TermId, n: u16) -> Checked<u8> {
        self.check_id(fold)?;
        match self.terms.node(fold) {
            Node::Fold { index } if usize::from(n) < self.terms.fold(index).initial.len() => {
                Ok(self.terms.fold(index).word)
            }
            _ => refuse(format!("term {} is no fold with a word {n}", fold.0)),
        }
    }
}

/// Whether an operation takes operands of these widths to a result of that one.
fn fits(prim: Prim, width: u8, [a, b, c]: [u8; 3]) -> bool {
    let operands = match prim {
        Prim::Not => a == width,
        Prim::Add | Prim::Sub | Prim::Mul | Prim::And | Prim::Or | Prim::Eor => a == width && b == width,
        Prim::Shl | Prim::Lsr | Prim::Asr | Prim::Ror => a == width && b > 0,
        Prim::Eq | Prim::Ult | Prim::Slt => width == 1 && a == b && a > 0,
        Prim::Concat => a > 0 && b > 0 && u32::from(a) + u32::from(b) == width.into(),
        Prim::ZeroExtend | Prim::SignExtend => a > 0 && a <= width,
        Prim::Select => a > 0 && b == width && c == width,
    };
    operands && (1..=128).contains(&width)
}
