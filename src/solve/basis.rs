//! Finds uses of the kernel's rule `multilinear`: where to cut two terms, and which leaves are one argument.

use crate::kernel::Kernel;
use crate::kernel::multilinear::ARGUMENTS;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Leaves of two terms, and values that may be computed for them.
const LEAVES: usize = 128;
const COST: usize = 1 << 33;

/// Words of so many bits are worth a cut.
const WORD: u8 = 32;

/// Terms that are looked at.
const SIZE: usize = 60_000;

/// A set of leaves by their places.
type Leaves = u128;

/// The leaves of each argument.
type Arguments = Vec<Vec<TermId>>;

/// Tries a basis of the leaves of two terms, where products that both are made of may be leaves too. What costs least is
/// tried first.
pub fn multilinear(kernel: &mut Kernel, a: TermId, b: TermId) -> bool {
    let search = Search { a, b };
    let Some(cut) = search.cut(kernel) else { return false };
    let mut claims: Vec<(usize, Arguments)> = search.claim(kernel, &cut).into_iter().collect();
    if !cut.is_empty() {
        claims.extend(search.claim(kernel, &FxHashSet::default()));
    }
    claims.sort_by_key(|one| one.0);
    claims.into_iter().any(|(_, arguments)| kernel.multilinear(a, b, &arguments).is_ok())
}

/// Two terms.
struct Search {
    a: TermId,
    b: TermId,
}

impl Search {
    /// Words that both terms are made of, and that are no sums of bits of other leaves; none if there is too much to
    /// look at.
    fn cut(&self, kernel: &Kernel) -> Option<FxHashSet<TermId>> {
        let none = FxHashSet::default();
        let sides = [self.a, self.b].map(|root| kernel.below(&[root], &none));
        if sides[0].len() + sides[1].len() > SIZE {
            return None;
        }
        let others: FxHashSet<TermId> = sides[1].iter().copied().collect();
        let is_word = |id: TermId| kernel.terms().width(id) >= WORD;
        let common: FxHashSet<TermId> = sides[0]
            .iter()
            .copied()
            .filter(|&id| id != self.a && id != self.b && is_word(id) && others.contains(&id))
            .collect();
        // Inner sums of a product are of no use: nothing but the product has to do with them.
        let mut used: FxHashSet<TermId> = FxHashSet::default();
        for &id in sides.iter().flatten().filter(|id| !common.contains(id)) {
            kernel.terms().operands(id, |operand| {
                used.insert(kernel.find(operand));
            });
        }
        let mut degrees = Degrees::default();
        let mut cut = FxHashSet::default();
        for &id in &sides[0] {
            degrees.add(kernel, id);
            if common.contains(&id) && used.contains(&id) && !degrees.is_sum(id) {
                cut.insert(id);
                degrees.leaf(id)?;
            }
        }
        Some(cut)
    }

    /// The claim over these leaves and those below, with the arguments in the order that costs least, and what it costs.
    fn claim(&self, kernel: &Kernel, cut: &FxHashSet<TermId>) -> Option<(usize, Arguments)> {
        let mut degrees = Degrees::default();
        for id in kernel.below(&[self.a, self.b], cut) {
            match cut.contains(&id) {
                true => degrees.leaf(id)?,
                false => degrees.add(kernel, id),
            }
        }
        let arguments = degrees.arguments()?;
        let orders = permutations(&arguments).into_iter();
        let costs = orders.filter_map(|order| kernel.cost(self.a, self.b, &order).ok().map(|cost| (cost, order)));
        costs.min_by_key(|one| one.0).filter(|one| one.0 <= COST)
    }
}

/// On which leaves terms depend, and which of these are multiplied with each other.
#[derive(Default)]
struct Degrees {
    leaves: Vec<TermId>,
    conflicts: Vec<Leaves>,
    below: FxHashMap<TermId, (Leaves, bool)>,
    /// There were too many leaves.
    full: bool,
}

impl Degrees {
    fn of(&self, kernel: &Kernel, id: TermId) -> Leaves {
        self.below.get(&kernel.find(id)).map_or(0, |below| below.0)
    }

    /// Whether the bits of a term are sums of bits of leaves.
    fn is_sum(&self, id: TermId) -> bool {
        self.below.get(&id).is_none_or(|below| below.1)
    }

    /// A leaf from here on.
    fn leaf(&mut self, id: TermId) -> Option<()> {
        let n = self.leaves.len();
        if n == LEAVES {
            self.full = true;
            return None;
        }
        self.leaves.push(id);
        self.conflicts.push(0);
        self.below.insert(id, (1 << n, true));
        Some(())
    }

    /// A term whose operands were added.
    fn add(&mut self, kernel: &Kernel, id: TermId) {
        if kernel.terms().node(id).is_leaf() {
            let _ = self.leaf(id);
            return;
        }
        let (mut all, mut sum) = (0, true);
        kernel.terms().operands(id, |operand| {
            all |= self.of(kernel, operand);
            sum &= self.is_sum(kernel.find(operand));
        });
        for (left, right) in factors(kernel, id) {
            let (left, right) = (self.of(kernel, left), self.of(kernel, right));
            sum &= left == 0 || right == 0;
            for (n, conflict) in self.conflicts.iter_mut().enumerate() {
                *conflict |= if left >> n & 1 == 1 { right } else { 0 } | if right >> n & 1 == 1 { left } else { 0 };
            }
        }
        self.below.insert(id, (all, sum));
    }

    /// Leaves that are never multiplied with each other are one argument; so are those that are multiplied with
    /// themselves and the same others.
    fn arguments(&self) -> Option<Vec<Vec<TermId>>> {
        let mut arguments: Vec<(Leaves, Leaves, Vec<TermId>)> = Vec::new();
        for (n, &leaf) in self.leaves.iter().enumerate() {
            let conflicts = self.conflicts[n];
            let squared = conflicts >> n & 1 == 1;
            let fits = |(members, of_first, _): &(Leaves, Leaves, Vec<TermId>)| match squared {
                true => *of_first == conflicts,
                false => members & conflicts == 0,
            };
            match arguments.iter_mut().find(|argument| fits(argument)) {
                Some((members, _, leaves)) => {
                    *members |= 1 << n;
                    leaves.push(leaf);
                }
                None => arguments.push((1 << n, conflicts, vec![leaf])),
            }
        }
        let count = (1..=ARGUMENTS).contains(&arguments.len()) && !self.full;
        count.then(|| arguments.into_iter().map(|argument| argument.2).collect())
    }
}

/// All orders.
fn permutations(arguments: &[Vec<TermId>]) -> Vec<Vec<Vec<TermId>>> {
    if arguments.len() < 2 {
        return vec![arguments.to_vec()];
    }
    let mut all = Vec::new();
    for n in 0..arguments.len() {
        let mut rest = arguments.to_vec();
        let first = rest.remove(n);
        all.extend(permutations(&rest).into_iter().map(|mut order| {
            order.insert(0, first.clone());
            order
        }));
    }
    all
}

/// What a term multiplies bit by bit.
fn factors(kernel: &Kernel, id: TermId) -> Vec<(TermId, TermId)> {
    let Node::Prim { prim, a, b, c, .. } = kernel.terms().node(id) else { return Vec::new() };
    match prim {
        Prim::Or if kernel.no_common_bits(a, b) => Vec::new(),
        Prim::And | Prim::Or => vec![(a, b)],
        // Where one choice is the other with something added, only that is multiplied; as the kernel sees it.
        Prim::Select if kernel.known(c) == Some(0) => vec![(a, b)],
        Prim::Select => match kernel.added(b, c).or_else(|| kernel.added(c, b)) {
            Some(more) => vec![(a, more)],
            None => vec![(a, b), (a, c)],
        },
        _ => Vec::new(),
    }
}
