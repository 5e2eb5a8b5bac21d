//! Finds uses of the kernel's rule `multilinear`: where to cut two terms, and which leaves are one argument.

use crate::kernel::Kernel;
use crate::kernel::multilinear::{ARGUMENTS, Multilinear};
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

/// Tries a basis of the leaves of two terms, first where products that both are made of are leaves too.
pub fn multilinear(kernel: &mut Kernel, a: TermId, b: TermId, stand_ins: &[TermId]) -> bool {
    let search = Search::new(kernel, a, b, stand_ins);
    let Some(cut) = search.cut(kernel) else { return false };
    let claims: Vec<Multilinear> = match cut.is_empty() {
        true => search.claim(kernel, &cut).into_iter().collect(),
        false => [search.claim(kernel, &cut), search.claim(kernel, &FxHashSet::default())].into_iter().flatten().collect(),
    };
    if claims.is_empty() { eprintln!("NOCLAIM a {} b {} cut {:?} stand {:?}", a.0, b.0, cut.iter().map(|c| c.0).collect::<Vec<_>>(), stand_ins); }
    claims.iter().any(|claim| {
        let start = std::time::Instant::now();
        let ok = kernel.multilinear(claim);
        for &leaf in claim.arguments.iter().flatten() { if !kernel.terms().node(leaf).is_leaf() { eprintln!("  leaf {} {:?} find {}", leaf.0, kernel.terms().node(leaf), kernel.find(leaf).0); } }
        eprintln!("  a {} {:?} b {} {:?}", claim.a.0, kernel.terms().node(claim.a), claim.b.0, kernel.terms().node(claim.b));
        eprintln!("DBG {:?} cost {:?} sizes {:?} stand {} {:?}", start.elapsed(), kernel.cost(claim), claim.arguments.iter().map(Vec::len).collect::<Vec<_>>(), claim.stand_ins.len(), ok);
        ok.is_ok()
    })
}

/// Two terms, and what stands for what below them.
struct Search {
    a: TermId,
    b: TermId,
    stand_ins: Vec<TermId>,
    views: FxHashMap<TermId, TermId>,
}

impl Search {
    fn new(kernel: &Kernel, a: TermId, b: TermId, stand_ins: &[TermId]) -> Search {
        let views = stand_ins.iter().map(|&id| (kernel.find(id), id)).collect();
        Search { a, b, stand_ins: stand_ins.to_vec(), views }
    }

    fn view(&self, kernel: &Kernel, id: TermId) -> TermId {
        let rep = kernel.find(id);
        let number = kernel.terms().as_const(rep).is_some();
        if number { rep } else { self.views.get(&rep).copied().unwrap_or(rep) }
    }

    fn below(&self, kernel: &Kernel, roots: &[TermId], cut: &FxHashSet<TermId>) -> Vec<TermId> {
        kernel.below_by(roots, cut, |id| self.view(kernel, id))
    }

    /// Words that both terms are made of, and that are no sums of bits of other leaves; none if there is too much to
    /// look at.
    fn cut(&self, kernel: &Kernel) -> Option<FxHashSet<TermId>> {
        let none = FxHashSet::default();
        let sides = [self.a, self.b].map(|root| self.below(kernel, &[root], &none));
        if sides[0].len() + sides[1].len() > SIZE {
            return None;
        }
        let others: FxHashSet<TermId> = sides[1].iter().copied().collect();
        let is_word = |id: TermId| kernel.terms().width(id) >= WORD;
        let common: FxHashSet<TermId> =
            sides[0].iter().copied().filter(|&id| id != self.a && id != self.b && is_word(id) && others.contains(&id)).collect();
        // Inner sums of a product are of no use: nothing but the product has to do with them.
        let mut used: FxHashSet<TermId> = FxHashSet::default();
        for &id in sides.iter().flatten().filter(|id| !common.contains(id)) {
            kernel.terms().operands(id, |operand| {
                used.insert(self.view(kernel, operand));
            });
        }
        let mut degrees = Degrees::default();
        let mut cut = FxHashSet::default();
        for &id in &sides[0] {
            degrees.add(kernel, self, id);
            if common.contains(&id) && used.contains(&id) && !degrees.is_sum(id) {
                cut.insert(id);
                degrees.leaf(id)?;
            }
        }
        Some(cut)
    }

    /// The claim over these leaves and those below, with the arguments in the order that costs least.
    fn claim(&self, kernel: &Kernel, cut: &FxHashSet<TermId>) -> Option<Multilinear> {
        let mut degrees = Degrees::default();
        for id in self.below(kernel, &[self.a, self.b], cut) {
            match cut.contains(&id) {
                true => degrees.leaf(id)?,
                false => degrees.add(kernel, self, id),
            }
        }
        let arguments = degrees.arguments()?;
        let claims = permutations(&arguments).into_iter().map(|arguments| {
            let stand_ins = self.stand_ins.clone();
            Multilinear { a: self.a, b: self.b, arguments, stand_ins }
        });
        let costs = claims.filter_map(|claim| kernel.cost(&claim).ok().map(|cost| (cost, claim)));
        let x = costs.min_by_key(|one| one.0);
        if x.is_none() { let c = Multilinear { a: self.a, b: self.b, arguments: arguments.clone(), stand_ins: self.stand_ins.clone() }; eprintln!("NOCOST {:?} {:?}", arguments.iter().map(Vec::len).collect::<Vec<_>>(), kernel.cost(&c)); }
        let (cost, claim) = x?;
        (cost <= COST).then_some(claim)
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
    fn of(&self, kernel: &Kernel, search: &Search, id: TermId) -> Leaves {
        self.below.get(&search.view(kernel, id)).map_or(0, |below| below.0)
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
    fn add(&mut self, kernel: &Kernel, search: &Search, id: TermId) {
        if kernel.terms().node(id).is_leaf() {
            let _ = self.leaf(id);
            return;
        }
        let (mut all, mut sum) = (0, true);
        kernel.terms().operands(id, |operand| {
            all |= self.of(kernel, search, operand);
            sum &= self.is_sum(search.view(kernel, operand));
        });
        for (left, right) in factors(kernel, search, id) {
            let (left, right) = (self.of(kernel, search, left), self.of(kernel, search, right));
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
fn factors(kernel: &Kernel, search: &Search, id: TermId) -> Vec<(TermId, TermId)> {
    let Node::Prim { prim, a, b, c, .. } = kernel.terms().node(id) else { return Vec::new() };
    match prim {
        Prim::Or if kernel.no_common_bits(a, b) => Vec::new(),
        Prim::And | Prim::Or => vec![(a, b)],
        // Where one choice is the other with something added, only that is multiplied; as the kernel sees it.
        Prim::Select if kernel.known(c) == Some(0) => vec![(a, b)],
        Prim::Select => match added(kernel, search, b, c).or_else(|| added(kernel, search, c, b)) {
            Some(more) => vec![(a, more)],
            None => vec![(a, b), (a, c)],
        },
        _ => Vec::new(),
    }
}

fn added(kernel: &Kernel, search: &Search, whole: TermId, base: TermId) -> Option<TermId> {
    let Node::Prim { prim: Prim::Eor, a, b, .. } = kernel.terms().node(search.view(kernel, whole)) else { return None };
    if kernel.same(a, base) { Some(b) } else { kernel.same(b, base).then_some(a) }
}
