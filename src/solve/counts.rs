//! Counts and addresses: sums of unknowns of 64 bits, however they are computed, in their shortest form. Solvers then see
//! `64 * (num - done)` and not three wide additions.

use crate::kernel::make::Make;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::Prim;
use crate::symbolic::linear::Linear;
use crate::term::{Node, TermId};
use rustc_hash::FxHashMap;

/// Unknowns in a sum that is written anew.
const PARTS: usize = 8;

/// Terms in what is taken for a count.
const SIZE: u32 = 64;

/// Which terms are made of nothing but unknowns and numbers, and how large they are.
#[derive(Default)]
pub struct Counts {
    known: FxHashMap<TermId, Option<u32>>,
}

impl Counts {
    /// Unites a sum of 64 bits with its shortest form.
    pub fn tidy(&mut self, kernel: &mut Kernel, id: TermId) {
        let sum = match kernel.terms().node(id) {
            Node::Extract { .. } => true,
            Node::Prim { prim, .. } => matches!(prim, Prim::Add | Prim::Sub | Prim::Mul),
            _ => false,
        };
        if self.size(kernel, id).is_none() || !sum || kernel.terms().width(id) != 64 {
            return;
        }
        let linear = Linear::of(kernel.terms(), id);
        let unknown = |part: &(TermId, u64)| matches!(kernel.terms().node(part.0), Node::Var { .. });
        if linear.parts.len() <= PARTS
            && linear.parts.iter().all(unknown)
            && let Ok(made) = make(kernel, &linear)
            && made != id
        {
            let _ = kernel.linear(id, made);
        }
    }

    /// How large a term is when it is written out, if it is made of nothing but unknowns and numbers and is small. Sums of
    /// unknowns in a hash function are neither counts nor small.
    fn size(&mut self, kernel: &Kernel, id: TermId) -> Option<u32> {
        if let Some(&known) = self.known.get(&id) {
            return known;
        }
        let size = match kernel.terms().node(id) {
            Node::Const { .. } | Node::Var { .. } => Some(1),
            Node::Prim { .. } | Node::Extract { .. } => {
                let mut size = Some(1u32);
                // Operands were swept before, so this does not go deep.
                kernel.terms().operands(id, |operand| {
                    size = size.and_then(|all| Some(all + self.size(kernel, kernel.find(operand))?));
                });
                size.filter(|&size| size <= SIZE)
            }
            _ => None,
        };
        self.known.insert(id, size);
        size
    }
}

/// A sum as a term; what is subtracted comes last.
pub fn make(kernel: &mut Kernel, sum: &Linear) -> Checked<TermId> {
    let operation = |prim, a, b| Make::Prim { prim, width: 64, operands: [a, b, b] };
    let constant = kernel.make(Make::Constant { width: 64, value: sum.constant.into() })?;
    let mut total = (sum.constant != 0).then_some(constant);
    let (minus, plus): (Vec<_>, Vec<_>) = sum.parts.iter().partition(|part| (part.1 as i64) < 0);
    for &(atom, coefficient) in plus {
        let part = times(kernel, atom, coefficient)?;
        total = Some(match total {
            Some(total) => kernel.make(operation(Prim::Add, part, total))?,
            None => part,
        });
    }
    let mut total = total.unwrap_or(constant);
    for &(atom, coefficient) in minus {
        let part = times(kernel, atom, coefficient.wrapping_neg())?;
        total = kernel.make(operation(Prim::Sub, total, part))?;
    }
    Ok(total)
}

fn times(kernel: &mut Kernel, atom: TermId, coefficient: u64) -> Checked<TermId> {
    let low = kernel.make(Make::Extract { width: 64, a: atom, lo: 0 })?;
    if coefficient == 1 {
        return Ok(low);
    }
    let size = kernel.make(Make::Constant { width: 64, value: coefficient.into() })?;
    kernel.make(Make::Prim { prim: Prim::Mul, width: 64, operands: [size, low, low] })
}
