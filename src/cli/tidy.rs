//! Terms made shorter for reading: slices of concatenations, bytes that follow each other, sums with constants.
//!
//! Only what `vambrace sim` prints for people goes through here; nothing is proved with it.

use rustc_hash::FxHashMap;
use vambrace::lift::prim::{Prim, mask};
use vambrace::term::{Node, TermId, Terms};

/// Bytes of a region on entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Bytes {
    region: u32,
    offset: u64,
    count: u8,
}

/// Rewrites terms of one arena.
#[derive(Default)]
pub struct Tidy {
    done: FxHashMap<TermId, TermId>,
    /// Unknowns that stand for several bytes of a region.
    bytes: FxHashMap<TermId, Bytes>,
    unknowns: FxHashMap<Bytes, TermId>,
}

impl Tidy {
    /// The shorter terms, in the same order.
    pub fn tidy(&mut self, terms: &mut Terms, roots: &[TermId]) -> Vec<TermId> {
        for id in terms.below(roots) {
            if !self.done.contains_key(&id) {
                let new = self.one(terms, id);
                self.done.insert(id, new);
            }
        }
        roots.iter().map(|root| self.done[root]).collect()
    }

    /// A term whose operands are done.
    fn one(&mut self, terms: &mut Terms, id: TermId) -> TermId {
        match terms.node(id) {
            Node::Extract { width, a, lo } => self.slice(terms, self.done[&a], lo, width),
            Node::Prim { prim: Prim::Concat, a, b, .. } => self.join(terms, self.done[&a], self.done[&b]),
            Node::Prim { prim: prim @ (Prim::Add | Prim::Sub), a, b, .. } => {
                let (a, b) = (self.done[&a], self.done[&b]);
                match terms.as_const(b) {
                    Some(n) => add(terms, a, if prim == Prim::Add { n } else { n.wrapping_neg() }),
                    None => terms.binary(prim, a, b),
                }
            }
            // This is how `mov v0.16b, v1.16b` is written.
            Node::Prim { prim: Prim::And | Prim::Or, a, b, .. } if self.done[&a] == self.done[&b] => self.done[&a],
            _ => terms.rebuild(id, |operand| self.done[&operand]),
        }
    }

    fn slice(&mut self, terms: &mut Terms, id: TermId, lo: u8, width: u8) -> TermId {
        if width == terms.width(id) {
            return id;
        }
        if let Some(&Bytes { region, offset, .. }) = self.bytes.get(&id)
            && lo.is_multiple_of(8)
            && width.is_multiple_of(8)
        {
            return self.read(terms, Bytes { region, offset: offset + u64::from(lo / 8), count: width / 8 });
        }
        match terms.node(id) {
            Node::Extract { a, lo: from, .. } => self.slice(terms, a, from + lo, width),
            Node::Prim { prim: Prim::Concat, a, b, .. } => {
                let low = terms.width(b);
                if lo >= low {
                    self.slice(terms, a, lo - low, width)
                } else if lo + width <= low {
                    self.slice(terms, b, lo, width)
                } else {
                    let high = self.slice(terms, a, 0, lo + width - low);
                    let rest = self.slice(terms, b, lo, low - lo);
                    self.join(terms, high, rest)
                }
            }
            Node::Prim { prim: Prim::ZeroExtend, a, .. } if lo >= terms.width(a) => terms.constant(width, 0),
            Node::Prim { prim: Prim::ZeroExtend | Prim::SignExtend, a, .. } if lo + width <= terms.width(a) => {
                self.slice(terms, a, lo, width)
            }
            _ => terms.extract(width, id, lo),
        }
    }

    /// `hi :: lo`, nested to the left, with neighbours merged.
    fn join(&mut self, terms: &mut Terms, hi: TermId, lo: TermId) -> TermId {
        if let Node::Prim { prim: Prim::Concat, a, b, .. } = terms.node(lo) {
            let hi = self.join(terms, hi, a);
            return self.join(terms, hi, b);
        }
        if let Node::Prim { prim: Prim::Concat, a, b, .. } = terms.node(hi)
            && let Some(merged) = self.merge(terms, b, lo)
        {
            return self.join(terms, a, merged);
        }
        self.merge(terms, hi, lo).unwrap_or_else(|| terms.concat(hi, lo))
    }

    /// Two neighbours as one: constants, slices of one term, bytes of one region.
    fn merge(&mut self, terms: &mut Terms, hi: TermId, lo: TermId) -> Option<TermId> {
        if terms.as_const(hi).is_some() && terms.as_const(lo).is_some() {
            return Some(terms.concat(hi, lo));
        }
        if let (Some(high), Some(low)) = (self.bytes_of(terms, hi), self.bytes_of(terms, lo)) {
            let follows = high.region == low.region && high.offset == low.offset + u64::from(low.count);
            return follows.then(|| self.read(terms, Bytes { count: low.count + high.count, ..low }));
        }
        let slice = |id| match terms.node(id) {
            Node::Extract { a, lo, .. } => (a, lo),
            _ => (id, 0),
        };
        let ((a, from), (b, to)) = (slice(hi), slice(lo));
        let width = terms.width(lo);
        (a == b && from == to + width).then(|| terms.extract(width + terms.width(hi), a, to))
    }

    fn bytes_of(&self, terms: &Terms, id: TermId) -> Option<Bytes> {
        match terms.node(id) {
            Node::Read { region, offset } => Some(Bytes { region, offset: terms.as_const(offset)? as u64, count: 1 }),
            _ => self.bytes.get(&id).copied(),
        }
    }

    /// One byte is a term of its own; for more an unknown stands, named as `--show` names them.
    fn read(&mut self, terms: &mut Terms, bytes: Bytes) -> TermId {
        let Bytes { region, offset, count } = bytes;
        if count == 1 {
            let offset = terms.constant(64, offset.into());
            return terms.read(region, offset);
        }
        *self.unknowns.entry(bytes).or_insert_with(|| {
            let id = terms.var(count * 8, memory_name(terms.region_name(region), offset as i64, count));
            self.bytes.insert(id, bytes);
            id
        })
    }
}

/// `[state;4]`, `[state+8;4]`, `[stack-16;8]`
pub fn memory_name(region: &str, offset: i64, bytes: u8) -> String {
    if offset == 0 { format!("[{region};{bytes}]") } else { format!("[{region}{offset:+};{bytes}]") }
}

/// `a + n`, together with the constant that `a` has, as a difference where that is shorter.
fn add(terms: &mut Terms, a: TermId, n: u128) -> TermId {
    let width = terms.width(a);
    let (base, old) = match terms.node(a) {
        Node::Prim { prim: Prim::Add, a, b, .. } => (a, terms.as_const(b)),
        Node::Prim { prim: Prim::Sub, a, b, .. } => (a, terms.as_const(b).map(u128::wrapping_neg)),
        _ => (a, None),
    };
    let base = if old.is_some() { base } else { a };
    let sum = old.unwrap_or(0).wrapping_add(n) & mask(width);
    let negative = sum.wrapping_neg() & mask(width);
    let (prim, constant) = if negative < sum { (Prim::Sub, negative) } else { (Prim::Add, sum) };
    let constant = terms.constant(width, constant);
    if sum == 0 { base } else { terms.binary(prim, base, constant) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vambrace::term::show::show;

    fn check(make: impl Fn(&mut Terms, TermId) -> TermId, expected: &str) {
        let mut terms = Terms::default();
        terms.add_region("data");
        let x = terms.var(64, "x");
        let root = make(&mut terms, x);
        let tidied = Tidy::default().tidy(&mut terms, &[root]);
        assert_eq!(terms.width(root), terms.width(tidied[0]));
        assert_eq!(show(&terms, &[("r".into(), tidied[0])]), format!("r = {expected}\n"));
    }

    fn bytes(terms: &mut Terms, offsets: &[u64]) -> TermId {
        let read = |terms: &mut Terms, &offset: &u64| {
            let offset = terms.constant(64, offset.into());
            terms.read(0, offset)
        };
        let parts: Vec<TermId> = offsets.iter().map(|offset| read(terms, offset)).collect();
        parts.into_iter().rev().reduce(|low, high| terms.concat(high, low)).expect("some bytes")
    }

    #[test]
    fn bytes_that_follow_each_other_are_one() {
        check(|t, _| bytes(t, &[11, 10, 9, 8]), "[data+8;4]");
        check(|t, _| bytes(t, &[8, 9, 10]), "data[8] :: data[9] :: data[0xa]");
        check(
            |t, _| {
                let all = bytes(t, &[3, 2, 1, 0]);
                t.extract(16, all, 8)
            },
            "[data+1;2]",
        );
        check(
            |t, _| {
                let all = bytes(t, &[3, 2, 1, 0]);
                t.extract(4, all, 6)
            },
            "[data;4][9:6]",
        );
    }

    #[test]
    fn slices_and_concatenations_meet() {
        let halves = |t: &mut Terms, x| (t.extract(32, x, 32), t.extract(32, x, 0));
        check(
            |t, x| {
                let (h, l) = halves(t, x);
                t.concat(h, l)
            },
            "x",
        );
        check(
            |t, x| {
                let (h, l) = halves(t, x);
                let both = t.concat(l, h);
                t.extract(32, both, 16)
            },
            "x[15:0] :: x[63:48]",
        );
        check(
            |t, x| {
                let wide = t.prim(Prim::ZeroExtend, 128, [x; 3]);
                t.extract(8, wide, 64)
            },
            "0",
        );
        check(
            |t, x| {
                let wide = t.prim(Prim::SignExtend, 128, [x; 3]);
                t.extract(8, wide, 8)
            },
            "x[15:8]",
        );
    }

    #[test]
    fn a_move_of_a_vector_is_what_it_moves() {
        check(|t, x| t.binary(Prim::Or, x, x), "x");
        check(|t, x| t.binary(Prim::Eor, x, x), "x EOR x");
    }

    #[test]
    fn constants_of_sums_are_added() {
        let plus = |t: &mut Terms, a, n: i64| {
            let n = t.constant(64, n as u64 as u128);
            t.binary(Prim::Add, a, n)
        };
        check(
            |t, x| {
                let a = plus(t, x, 64);
                plus(t, a, 64)
            },
            "x + 0x80",
        );
        check(|t, x| plus(t, x, -16), "x - 0x10");
        check(
            |t, x| {
                let a = plus(t, x, -16);
                plus(t, a, 16)
            },
            "x",
        );
        check(
            |t, x| {
                let one = t.constant(64, 1);
                let a = t.binary(Prim::Sub, x, one);
                plus(t, a, 3)
            },
            "x + 2",
        );
    }
}
