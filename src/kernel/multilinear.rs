//! The rule `multilinear`: two terms agree if both are affine in each of several arguments over GF(2), and agree where
//! each argument is zero or has one bit set.

use super::step::Step;
use super::values::LANES;
use super::zeros::Zeros;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Arguments, and values of terms that may be computed.
pub const ARGUMENTS: usize = 4;
const VALUES: usize = 1 << 34;

/// The arguments that a term depends on, as a mask; each of its bits is of degree 1 at most in each of them.
type Label = u8;

impl Kernel<'_> {
    /// Unites two terms; each argument is a list of leaves, and no leaf is in two.
    pub fn multilinear(&mut self, a: TermId, b: TermId, arguments: &[Vec<TermId>]) -> Checked {
        self.check_pair(a, b)?;
        if arguments.len() > ARGUMENTS {
            return refuse(format!("more than {ARGUMENTS} arguments"));
        }
        let leaves: Vec<TermId> = arguments.concat();
        for &leaf in &leaves {
            self.check_id(leaf)?;
        }
        let reps: FxHashSet<TermId> = leaves.iter().map(|&leaf| self.find(leaf)).collect();
        if reps.len() != leaves.len() {
            return refuse("a leaf is in two arguments");
        }
        self.check_labels(a, b, arguments, &reps)?;
        self.check_basis(a, b, arguments, &leaves)?;
        self.unite(a, b);
        self.steps.push(Step::Multilinear(a, b, arguments.to_vec()));
        Ok(())
    }

    fn check_labels(&self, a: TermId, b: TermId, arguments: &[Vec<TermId>], reps: &FxHashSet<TermId>) -> Checked {
        let mut labels: FxHashMap<TermId, Label> = FxHashMap::default();
        for (argument, n) in arguments.iter().zip(0..) {
            labels.extend(argument.iter().map(|&leaf| (self.find(leaf), 1 << n)));
        }
        let mut zeros = Zeros::new(self);
        for id in self.below(&[a, b], reps) {
            if !labels.contains_key(&id) {
                let Some(label) = self.label(id, &labels, &mut zeros) else {
                    return refuse(format!("term {} is not linear in each argument", id.0));
                };
                labels.insert(id, label);
            }
        }
        Ok(())
    }

    fn label(&self, id: TermId, labels: &FxHashMap<TermId, Label>, zeros: &mut Zeros) -> Option<Label> {
        let of = |id: TermId| labels.get(&self.find(id)).copied();
        let product = |a: Label, b: Label| (a & b == 0).then_some(a | b);
        match self.terms.node(id) {
            Node::Const { .. } => Some(0),
            Node::Extract { a, .. } => of(a),
            Node::Prim { prim, a, b, c, .. } => match prim {
                Prim::Not | Prim::ZeroExtend | Prim::SignExtend => of(a),
                Prim::Eor | Prim::Concat => Some(of(a)? | of(b)?),
                Prim::Or | Prim::Add if zeros.disjoint(a, b) => Some(of(a)? | of(b)?),
                Prim::And | Prim::Or => product(of(a)?, of(b)?),
                Prim::Shl | Prim::Lsr | Prim::Asr | Prim::Ror if of(b)? == 0 => of(a),
                Prim::Eq if self.terms.width(a) == 1 => Some(of(a)? | of(b)?),
                Prim::Select if self.terms.width(a) == 1 => self.choice(of(a)?, b, c, of),
                _ if of(a)? | of(b)? | of(c)? == 0 => Some(0),
                _ => None,
            },
            Node::Lookup { index, .. } if of(index)? == 0 => Some(0),
            _ => None,
        }
    }

    /// `if s then b else c` is `c EOR s * (b EOR c)`; where `b` is written as `c EOR d`, only `d` is multiplied.
    fn choice(&self, s: Label, b: TermId, c: TermId, of: impl Fn(TermId) -> Option<Label>) -> Option<Label> {
        let product = |a: Label, b: Label| (a & b == 0).then_some(a | b);
        let (lb, lc) = (of(b)?, of(c)?);
        if s & (lb | lc) == 0 {
            return Some(s | lb | lc);
        }
        if self.known(c) == Some(0) {
            return product(s, lb);
        }
        if self.known(b) == Some(0) {
            // `c EOR s * c`.
            return product(s, lc);
        }
        let sum = |(whole, base)| self.added(whole, base).map(|more| (more, base));
        let (more, base) = [(b, c), (c, b)].into_iter().find_map(sum)?;
        Some(product(s, of(more)?)? | of(base)?)
    }

    /// Evaluates at all choices of one bit, or none, of each argument.
    fn check_basis(&self, a: TermId, b: TermId, arguments: &[Vec<TermId>], leaves: &[TermId]) -> Checked {
        let circuit = self.circuit(&[a, b], leaves)?;
        let (Some(at), Some(bt)) = (circuit.slot(a), circuit.slot(b)) else { return refuse("a root is missing") };
        let basis: Vec<Vec<Choice>> = arguments
            .iter()
            .map(|leaves| {
                // A leaf that does not occur changes nothing, and there may be very many.
                let occur = leaves.iter().map(|&leaf| self.find(leaf)).filter(|&leaf| circuit.slot(leaf).is_some());
                let bits = occur.flat_map(|leaf| (0..self.terms.width(leaf)).map(move |bit| Some((leaf, bit))));
                std::iter::once(None).chain(bits).collect()
            })
            .collect();
        let cases = basis.iter().try_fold(1usize, |all, choices| all.checked_mul(choices.len()));
        let Some(cases) = cases.filter(|cases| cases.saturating_mul(circuit.len()) <= VALUES) else {
            return refuse("a basis of all arguments has too many elements");
        };
        let mut values = Vec::new();
        for first in (0..cases).step_by(LANES) {
            // Behind the last case the first ones come again.
            let set: [_; LANES] = std::array::from_fn(|lane| chosen(&basis, (first + lane) % cases));
            let of = |leaf| {
                set.map(|all| all.iter().flatten().filter(|one| one.0 == leaf).fold(0, |all, one| all | 1u128 << one.1))
            };
            circuit.evaluate(self, of, &mut values);
            if values[at] != values[bt] {
                return refuse("the terms differ on a basis of the arguments");
            }
        }
        Ok(())
    }
}

/// One bit of a leaf, or none, of each argument.
type Choice = Option<(TermId, u8)>;

/// The choices of a case, the first argument's fastest.
fn chosen(basis: &[Vec<Choice>], case: usize) -> [Choice; ARGUMENTS] {
    let (mut rest, mut set) = (case, [None; ARGUMENTS]);
    for (choices, chosen) in basis.iter().zip(&mut set) {
        *chosen = choices[rest % choices.len()];
        rest /= choices.len();
    }
    set
}
