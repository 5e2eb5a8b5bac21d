//! The rule `multilinear`: two terms agree if both are polynomials of degree 2 at most in the bits of each of several
//! arguments, and agree where each argument has no more bits set than its degree.
//!
//! A polynomial over GF(2) of degree `d` in an argument is fixed by its values at the points with `d` bits set at most.

use super::basis::{Basis, Point};
use super::step::Step;
use super::values::Circuit;
use super::zeros::Zeros;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::FxHashSet;

/// Arguments, and the degree that each may have.
pub const ARGUMENTS: usize = 4;
const DEGREE: u8 = 2;

/// Points, and values of terms that may be computed.
const POINTS: usize = 1 << 16;
const VALUES: usize = 1 << 34;

/// The degree in the bits of each argument, at most, of all bits of a term.
pub(super) type Degrees = [u8; ARGUMENTS];

impl Kernel<'_> {
    /// Unites two terms; each argument is a list of leaves, and no leaf is in two.
    pub fn multilinear(&mut self, a: TermId, b: TermId, arguments: &[Vec<TermId>]) -> Checked {
        self.check_basis(a, b, arguments)?;
        self.unite(a, b);
        self.steps.push(Step::Multilinear(a, b, arguments.to_vec()));
        Ok(())
    }

    /// About how many values would be computed; refused if the terms are no such polynomials.
    pub fn cost(&self, a: TermId, b: TermId, arguments: &[Vec<TermId>]) -> Checked<usize> {
        let (circuit, degrees) = self.degrees(a, b, arguments)?;
        Ok(self.basis(a, b, arguments, &circuit, &degrees)?.expected())
    }

    /// The terms as a circuit, with the degrees of each.
    fn degrees(&self, a: TermId, b: TermId, arguments: &[Vec<TermId>]) -> Checked<(Circuit, Vec<Degrees>)> {
        self.check_pair(a, b)?;
        if arguments.len() > ARGUMENTS {
            return refuse(format!("more than {ARGUMENTS} arguments"));
        }
        let leaves = arguments.concat();
        let circuit = self.circuit(&[a, b], &leaves)?;
        let reps: FxHashSet<TermId> = leaves.iter().map(|&leaf| self.find(leaf)).collect();
        if reps.len() != leaves.len() {
            return refuse("a leaf is in two arguments");
        }
        let mut degrees: Vec<Degrees> = vec![[0; ARGUMENTS]; circuit.len()];
        for (argument, n) in arguments.iter().zip(0..) {
            for slot in argument.iter().filter_map(|&leaf| circuit.leaf(self.find(leaf))) {
                degrees[slot][n] = 1;
            }
        }
        let mut zeros = Zeros::new(self);
        for (slot, &(node, operands)) in circuit.list().iter().enumerate() {
            if !circuit.is_leaf(slot) {
                let view = View { kernel: self, circuit: &circuit, degrees: &degrees };
                let Some(found) = view.of(node, operands, &mut zeros) else {
                    return refuse(format!("an operation has a degree above {DEGREE} in an argument: {node:?}"));
                };
                degrees[slot] = found;
            }
        }
        Ok((circuit, degrees))
    }

    fn check_basis(&self, a: TermId, b: TermId, arguments: &[Vec<TermId>]) -> Checked {
        let (circuit, degrees) = self.degrees(a, b, arguments)?;
        let mut basis = self.basis(a, b, arguments, &circuit, &degrees)?;
        if basis.most() > VALUES {
            return refuse("a basis of all arguments has too many elements");
        }
        self.spend(basis.most() / 16);
        if basis.agree() { Ok(()) } else { refuse("the terms differ on a basis of the arguments") }
    }

    fn basis<'c>(
        &'c self,
        a: TermId,
        b: TermId,
        arguments: &[Vec<TermId>],
        circuit: &'c Circuit,
        degrees: &[Degrees],
    ) -> Checked<Basis<'c>> {
        let (Some(a), Some(b)) = (circuit.slot(a), circuit.slot(b)) else { return refuse("a root is missing") };
        let points = arguments.iter().enumerate().map(|(n, leaves)| {
            let degree = degrees[a][n].max(degrees[b][n]);
            // A leaf that does not occur changes nothing, and there may be very many.
            let occur = leaves.iter().filter_map(|&leaf| circuit.leaf(self.find(leaf)).map(|slot| (slot, leaf)));
            let bits = occur.flat_map(|(slot, leaf)| (0..self.terms.width(leaf)).map(move |bit| (slot, 1 << bit)));
            points(bits.collect(), degree)
        });
        Ok(Basis::new(self.terms, circuit, degrees, points.collect::<Checked<_>>()?, [a, b]))
    }
}

/// All choices of so many bits at most.
fn points(bits: Vec<(usize, u128)>, degree: u8) -> Checked<Vec<Point>> {
    let pairs = if degree > 1 { bits.len().saturating_mul(bits.len()) / 2 } else { bits.len() };
    if pairs > POINTS {
        return refuse("an argument has too many bits");
    }
    let mut points = vec![Vec::new()];
    for (n, &bit) in bits.iter().enumerate().filter(|_| degree > 0) {
        points.push(vec![bit]);
        points.extend(bits[..n].iter().filter(|_| degree > 1).map(|&other| vec![other, bit]));
    }
    Ok(points)
}

/// What is known of the operands of an operation.
struct View<'c, 'a> {
    kernel: &'c Kernel<'a>,
    circuit: &'c Circuit,
    degrees: &'c [Degrees],
}

impl View<'_, '_> {
    /// The degrees of an operation; none if one is too high.
    fn of(&self, node: Node, operands: [u32; 3], zeros: &mut Zeros) -> Option<Degrees> {
        let [da, db, dc] = operands.map(|slot| self.degrees[slot as usize]);
        let fixed = |degrees: Degrees| degrees == [0; ARGUMENTS];
        match node {
            Node::Const { .. } => Some([0; ARGUMENTS]),
            Node::Extract { .. } => Some(da),
            Node::Prim { prim, a, b, .. } => match prim {
                Prim::Not | Prim::ZeroExtend | Prim::SignExtend => Some(da),
                Prim::Eor | Prim::Concat => Some(sum(da, db)),
                Prim::Or | Prim::Add if zeros.disjoint(a, b) => Some(sum(da, db)),
                Prim::And => product(da, db),
                Prim::Or => product(da, db),
                Prim::Shl | Prim::Lsr | Prim::Asr | Prim::Ror if fixed(db) => Some(da),
                Prim::Eq if self.kernel.terms.width(a) == 1 => Some(sum(da, db)),
                Prim::Select if self.kernel.terms.width(a) == 1 => self.choice(operands),
                _ if fixed(da) && fixed(db) && fixed(dc) => Some([0; ARGUMENTS]),
                _ => None,
            },
            Node::Lookup { .. } if fixed(da) => Some([0; ARGUMENTS]),
            _ => None,
        }
    }

    /// `if s then x else y` is `y EOR s * (x EOR y)`; where `x` is written as `y EOR d`, only `d` is multiplied.
    fn choice(&self, [s, x, y]: [u32; 3]) -> Option<Degrees> {
        let of = |slot: u32| self.degrees[slot as usize];
        let zero = |slot: u32| {
            let node = self.circuit.list()[slot as usize].0;
            self.kernel.terms.constant_of(node) == Some(0)
        };
        if zero(y) {
            return product(of(s), of(x));
        }
        let more = [(x, y), (y, x)].into_iter().find_map(|(whole, base)| Some((self.added(whole, base)?, base)));
        match more {
            Some((more, base)) => Some(sum(product(of(s), of(more))?, of(base))),
            None => product(of(s), sum(of(x), of(y))),
        }
    }

    /// What is added to `base` in `whole`, if that is an exclusive or with it.
    fn added(&self, whole: u32, base: u32) -> Option<u32> {
        let (node, [x, y, _]) = self.circuit.list()[whole as usize];
        match node {
            Node::Prim { prim: Prim::Eor, .. } if !self.circuit.is_leaf(whole as usize) => {
                if x == base {
                    Some(y)
                } else {
                    (y == base).then_some(x)
                }
            }
            _ => None,
        }
    }
}

fn sum(a: Degrees, b: Degrees) -> Degrees {
    std::array::from_fn(|n| a[n].max(b[n]))
}

fn product(a: Degrees, b: Degrees) -> Option<Degrees> {
    let degrees: Degrees = std::array::from_fn(|n| a[n] + b[n]);
    degrees.iter().all(|&degree| degree <= DEGREE).then_some(degrees)
}
