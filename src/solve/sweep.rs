//! Sweeping: from the leaves up, each term is united with an older one of the same values, by the cheapest rule of the
//! kernel that shows them equal. What both sides of a claim compute then meets step by step.

use super::basis;
use super::bytes::{Bytes, split};
use super::counts::Counts;
use super::double::double;
use super::narrow;
use super::planes::Planes;
use super::simulate::{Doubt, Simulation, Values, repeat};
use super::tables::Tables;
use super::turn::{Turn, canonical};
use super::window;
use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::time::Instant;

/// Terms of equal values that are tried.
const CANDIDATES: usize = 8;

/// So much work may go into single bits that no rule shows equal, such as those of squares in GF(2^n).
const WASTE: u64 = 1 << 20;

/// Words of so many bits may be products, and so many pairs of them are tried.
const PRODUCT: u8 = 128;
const PRODUCTS: usize = 64;

/// What has been swept under the assumptions of one scope.
#[derive(Default)]
pub struct Sweep {
    pub simulation: Simulation,
    pub(super) doubt: Doubt,
    classes: FxHashMap<(u8, Values), Vec<(TermId, Turn)>>,
    swept: FxHashSet<TermId>,
    tables: Tables,
    bytes: Bytes,
    pub(super) planes: Planes,
    /// So many terms may be visited and made beyond a number of them.
    room: Option<(usize, usize)>,
    counts: Counts,
    /// How many pairs of words were tried as products.
    tries: usize,
    /// Work that went into single bits without showing anything.
    wasted: u64,
    /// What terms of one bit were rewritten to.
    pub bits: Vec<TermId>,
    /// When it stops to compare terms; never, if there is none.
    pub deadline: Option<Instant>,
}

impl Sweep {
    /// At most so many terms are visited and made beyond a number of them.
    pub fn within(from: usize, most: usize) -> Sweep {
        Sweep { room: Some((from, most)), ..Sweep::default() }
    }

    /// Sweeps all that terms are made of.
    pub fn sweep(&mut self, kernel: &mut Kernel, roots: &[TermId]) {
        let mut order = kernel.below(roots, &FxHashSet::default());
        self.planes.look(kernel, &order);
        // The lowest first, so that a class keeps its representative, which users have been rewritten to.
        order.sort_by_cached_key(|&id| kernel.key(id));
        self.bytes.look(kernel, &order);
        let mut seeded = false;
        for &id in &order {
            if self.is_full(kernel) {
                return;
            }
            if self.planes.is_part(id) {
                // Parts rank above all else: what bytes stand for is known by now.
                if !std::mem::replace(&mut seeded, true) {
                    self.seed(kernel, &order);
                }
                self.part(kernel, id);
                self.term(kernel, kernel.find(id));
            } else if !self.planes.is_word(id) {
                self.term(kernel, id);
            }
        }
    }

    /// Whether the room for terms is used up.
    pub fn is_full(&self, kernel: &Kernel) -> bool {
        self.room.is_some_and(|(from, most)| self.visited() + kernel.terms().len().saturating_sub(from) > most)
    }

    /// How many terms were visited.
    pub fn visited(&self) -> usize {
        self.swept.len()
    }

    /// One term whose operands were swept.
    pub(super) fn term(&mut self, kernel: &mut Kernel, id: TermId) {
        if kernel.find(id) != id || !self.swept.insert(id) {
            return;
        }
        for slice in narrow::slices(kernel, id).into_iter().flatten() {
            self.term(kernel, kernel.find(slice));
        }
        // Before it is rewritten, for what is made first stands for what is made later.
        self.counts.tidy(kernel, id);
        self.byte(kernel, id);
        double(kernel, id);
        let Ok(made) = kernel.rewrite(id) else { return };
        let width = kernel.terms().width(id);
        if width == 1 {
            self.bits.push(made);
        }
        if let Some(element) = self.tables.express(kernel, kernel.find(id)) {
            self.term(kernel, kernel.find(element));
        }
        let now = kernel.find(id);
        if width == 0 || kernel.known(now).is_some() || now != id && self.swept.contains(&now) {
            return;
        }
        self.swept.insert(now);
        if self.bytes.is_function(kernel, now) {
            return;
        }
        let values = self.simulation.values(kernel, now);
        if self.is_number(kernel, now, width, &values) {
            return;
        }
        let doubtful = repeat(&values);
        let (values, turn) = canonical(width, &values);
        let late = self.is_late();
        let class = self.classes.entry((width, values)).or_default();
        let found = !late
            && class.iter().rev().take(CANDIDATES).any(|&(other, other_turn)| {
                // Its index or offset may have become another's since.
                let is_at = matches!(kernel.terms().node(other), Node::Lookup { .. } | Node::Read { .. });
                if is_at && kernel.rewrite(other).is_ok() && kernel.same(other, now) {
                    return true;
                }
                if self.doubt.differ(kernel, other, now, other_turn.to(turn, width), doubtful) {
                    return false;
                }
                // The higher one is expressed by the lower one.
                let up = kernel.key(other) < kernel.key(now);
                let (low, high) = if up { (other, now) } else { (now, other) };
                let (from, to) = if up { (other_turn, turn) } else { (turn, other_turn) };
                let turned = from.to(to, width).apply(kernel, low);
                turned.is_ok_and(|turned| shown(kernel, high, turned, &mut self.wasted))
            });
        let found = found || !late && width == PRODUCT && !doubtful && self.is_product(kernel, now, values, turn);
        if !found {
            self.classes.entry((width, values)).or_default().push((now, turn));
        }
    }

    /// What a term is of bytes, where there are tables in registers.
    fn byte(&mut self, kernel: &mut Kernel, id: TermId) {
        if self.bytes.is_idle() && self.planes.is_idle() || self.is_late() {
            return;
        }
        for part in split::parts(kernel, id) {
            self.term(kernel, kernel.find(part));
        }
        split::split(kernel, id);
        if self.bytes.is_idle() {
            return;
        }
        if let Some((byte, lo)) = split::byte(kernel, kernel.find(id)) {
            self.term(kernel, kernel.find(byte));
            self.bytes.slice(kernel, kernel.find(id), byte, lo);
        }
        self.bytes.function(kernel, &mut self.simulation, id);
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// A word that is a product, as another one is that was computed in another way.
    fn is_product(&mut self, kernel: &mut Kernel, now: TermId, values: Values, turn: Turn) -> bool {
        let class = self.classes.get(&(PRODUCT, values)).map(Vec::as_slice).unwrap_or_default();
        let others: Vec<TermId> = class.iter().filter(|other| other.1 == turn).map(|other| other.0).collect();
        others.into_iter().take(CANDIDATES).any(|other| {
            self.tries += 1;
            let likely = self.tries <= PRODUCTS && !self.doubt.differ(kernel, other, now, Turn::default(), true);
            likely && basis::multilinear(kernel, other, now)
        })
    }

    /// A term that is always the same number.
    fn is_number(&mut self, kernel: &mut Kernel, id: TermId, width: u8, values: &Values) -> bool {
        if kernel.terms().node(id).is_leaf() || values.iter().any(|&value| value != values[0]) {
            return false;
        }
        let number = kernel.make(Make::Constant { width, value: values[0] });
        let number = number.ok().filter(|&number| !self.doubt.differ(kernel, id, number, Turn::default(), true));
        number.is_some_and(|number| shown(kernel, id, number, &mut self.wasted))
    }
}

/// The same, unless they are single bits and too much work went into these.
fn shown(kernel: &mut Kernel, a: TermId, b: TermId, wasted: &mut u64) -> bool {
    let single = kernel.terms().width(a) == 1;
    if single && *wasted > WASTE {
        return kernel.same(a, b);
    }
    let before = kernel.work();
    let shown = equal(kernel, a, b);
    if single && !shown {
        *wasted += kernel.work() - before;
    }
    shown
}

/// Bits of the leaves of a window that is tried for all values.
const WINDOW: u32 = 10;

/// Whether one of the word rules, or all values of a small window, show two terms equal.
pub fn equal(kernel: &mut Kernel, a: TermId, b: TermId) -> bool {
    if kernel.same(a, b) {
        return true;
    }
    let sums = |id| matches!(kernel.terms().node(id), Node::Prim { prim: Prim::Add | Prim::Sub | Prim::Mul, .. });
    let sums = sums(a) || sums(b);
    // A sum is most likely shown as one, and what is not a sum is not.
    let shown =
        sums && kernel.linear(a, b).is_ok() || kernel.bits(a, b).is_ok() || !sums && kernel.linear(a, b).is_ok();
    shown || window::enumerate(kernel, a, b, WINDOW) || window::enumerate_leaves(kernel, a, b, WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::term::Terms;

    #[test]
    fn bytes_meet_whose_offsets_meet_later() {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let region = terms.add_region("in");
        let [count, done, next] = ["count", "done", "next"].map(|name| terms.var(64, name));
        let [five, sixteen] = [5, 16].map(|value| terms.constant(64, value));
        let bytes = |terms: &mut Terms, count| terms.binary(Prim::Mul, sixteen, count);
        let (by_done, by_next) = (bytes(&mut terms, done), bytes(&mut terms, next));
        let offsets = [terms.binary(Prim::Add, by_done, five), terms.binary(Prim::Add, five, by_next)];
        let [one, other] = offsets.map(|offset| terms.read(region, offset));
        let claim = terms.equal(one, other);
        let assumptions = [done, next].map(|unknown| terms.equal(unknown, count));
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.open(&assumptions).expect("bits");
        // What the later offset becomes is older than what the earlier one does, and stands for it from then on.
        let operation = |prim, a, b| Make::Prim { prim, width: 64, operands: [a, b, b] };
        let blocks = kernel.make(operation(Prim::Mul, sixteen, count)).expect("a term");
        kernel.make(operation(Prim::Add, five, blocks)).expect("a term");
        assumptions.iter().for_each(|&equation| kernel.consequences(equation).expect("it is known"));
        Sweep::default().sweep(&mut kernel, &[claim]);
        assert_eq!(kernel.known(claim), Some(1));
    }
}
