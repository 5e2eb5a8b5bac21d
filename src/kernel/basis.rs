//! Whether two terms agree at all combinations of the points of several arguments. What some arguments decide is computed
//! once for each choice of these; the last argument's points are computed side by side.

use super::multilinear::Degrees;
use super::values::Circuit;
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId, Terms};

/// Leaves by their slots with the bit that is set in each; all others are zero.
pub(super) type Point = Vec<(usize, u128)>;

/// At most so many points of the last argument are computed side by side.
const SIDE_BY_SIDE: usize = 576;

/// The value of a term at the points that are computed side by side.
#[derive(Clone, Copy)]
enum Value {
    /// The same at all of them.
    One(u128),
    /// Those in the row of a slot.
    Row(u32),
}

/// The terms, in the order of the arguments that decide them.
pub(super) struct Basis<'c> {
    terms: &'c Terms,
    circuit: &'c Circuit,
    /// Of all arguments but the last.
    outer: Vec<Vec<Point>>,
    last: Vec<Point>,
    /// Slots by how many of the outer arguments must be chosen before they can be computed.
    levels: Vec<Vec<usize>>,
    /// Whether the last argument has a part in a slot.
    is_row: Vec<bool>,
    roots: [usize; 2],
    values: Vec<Value>,
    rows: Vec<Vec<u128>>,
    /// What leaves of outer arguments are.
    chosen: Vec<u128>,
}

impl<'c> Basis<'c> {
    /// Of terms with degrees in the arguments that have these points.
    pub fn new(
        terms: &'c Terms,
        circuit: &'c Circuit,
        degrees: &[Degrees],
        points: Vec<Vec<Point>>,
        roots: [usize; 2],
    ) -> Basis<'c> {
        let mut outer = points;
        let last = outer.pop().unwrap_or_else(|| vec![Vec::new()]);
        let inner = outer.len();
        let mut levels = vec![Vec::new(); inner + 1];
        for (slot, degrees) in degrees.iter().enumerate() {
            let level = (0..inner).rev().find(|&n| degrees[n] > 0).map_or(0, |n| n + 1);
            levels[level].push(slot);
        }
        let is_row = degrees.iter().map(|degrees| degrees[inner] > 0).collect();
        let (values, chosen) = (vec![Value::One(0); circuit.len()], vec![0; circuit.len()]);
        let rows = vec![Vec::new(); circuit.len()];
        Basis { terms, circuit, outer, last, levels, is_row, roots, values, rows, chosen }
    }

    /// How many values are computed at most.
    pub fn most(&self) -> usize {
        self.cost(|_| false)
    }

    /// How many are computed as a rule: of what an outer argument chooses, most is zero where one bit of it is set.
    pub fn expected(&self) -> usize {
        let mut light = vec![false; self.circuit.len()];
        for (slot, &(node, [a, b, _])) in self.circuit.list().iter().enumerate() {
            let [a, b] = [a, b].map(|operand| operand as usize);
            light[slot] = match node {
                Node::Prim { prim: Prim::Select, .. } => !self.is_row[a],
                Node::Prim { prim: Prim::Eor, .. } => light[a] || light[b],
                _ => false,
            };
        }
        self.cost(|slot| light[slot])
    }

    fn cost(&self, light: impl Fn(usize) -> bool) -> usize {
        let (mut cost, mut times) = (0usize, 1usize);
        for (level, slots) in self.levels.iter().enumerate() {
            if let Some(points) = level.checked_sub(1).map(|n| self.outer[n].len()) {
                times = times.saturating_mul(points);
            }
            let rows = slots.iter().filter(|&&slot| self.is_row[slot] && !light(slot)).count();
            let chunks = self.last.len().div_ceil(SIDE_BY_SIDE);
            let each = rows.saturating_mul(self.last.len()) + slots.len() * chunks;
            cost = cost.saturating_add(times.saturating_mul(each));
        }
        cost
    }

    /// Whether the roots agree at all points.
    pub fn agree(&mut self) -> bool {
        let last = std::mem::take(&mut self.last);
        let chunks = last.len().div_ceil(SIDE_BY_SIDE);
        let agree = last.chunks(last.len().div_ceil(chunks)).all(|chunk| self.agree_from(0, chunk));
        self.last = last;
        agree
    }

    /// The same for those that are side by side, where the outer arguments below a level are chosen.
    fn agree_from(&mut self, level: usize, chunk: &[Point]) -> bool {
        let slots = std::mem::take(&mut self.levels[level]);
        slots.iter().for_each(|&slot| self.values[slot] = self.value(slot, chunk));
        self.levels[level] = slots;
        if level == self.outer.len() {
            return self.same(chunk.len());
        }
        let points = std::mem::take(&mut self.outer[level]);
        let agree = points.iter().all(|point| {
            point.iter().for_each(|&(slot, bit)| self.chosen[slot] |= bit);
            let agree = self.agree_from(level + 1, chunk);
            point.iter().for_each(|&(slot, _)| self.chosen[slot] = 0);
            agree
        });
        self.outer[level] = points;
        agree
    }

    fn same(&self, count: usize) -> bool {
        let [a, b] = self.roots.map(|slot| self.values[slot]);
        (0..count).all(|n| at(&self.rows, a, n) == at(&self.rows, b, n))
    }

    fn value(&mut self, slot: usize, chunk: &[Point]) -> Value {
        if !self.circuit.is_leaf(slot) {
            return self.computed(slot, chunk.len());
        }
        if !self.is_row[slot] {
            return Value::One(self.chosen[slot]);
        }
        let of = |point: &Point| point.iter().filter(|one| one.0 == slot).fold(0, |all, one| all | one.1);
        self.rows[slot] = chunk.iter().map(of).collect();
        Value::Row(slot as u32)
    }

    fn computed(&mut self, slot: usize, count: usize) -> Value {
        let (node, operands) = self.circuit.list()[slot];
        let operands = operands.map(|operand| self.values[operand as usize]);
        if let Some(value) = self.without_rows(node, operands) {
            return value;
        }
        let mut row = std::mem::take(&mut self.rows[slot]);
        row.clear();
        self.fill(node, operands, count, &mut row);
        self.rows[slot] = row;
        Value::Row(slot as u32)
    }

    /// The value, if it is one number or another term's.
    fn without_rows(&self, node: Node, [a, b, c]: [Value; 3]) -> Option<Value> {
        use Value::One;
        match (node, a, b) {
            (Node::Const { .. }, ..) => self.terms.constant_of(node).map(One),
            (Node::Prim { prim: Prim::Select, .. }, One(x), _) => Some(if x != 0 { b } else { c }),
            (Node::Prim { prim: Prim::Eor | Prim::Or, .. }, One(0), _) => Some(b),
            (Node::Prim { prim: Prim::Eor | Prim::Or, .. }, _, One(0)) => Some(a),
            (Node::Prim { prim: Prim::And, .. }, One(0), _) => Some(a),
            (Node::Prim { prim: Prim::And, .. }, _, One(0)) => Some(b),
            (Node::Prim { prim, width, a: x, b: y, .. }, One(a), One(b)) => {
                let c = if let One(c) = c { c } else { 0 };
                Some(One(prim.eval(width, self.from(prim, x, y), a, b, c)))
            }
            (Node::Extract { width, lo, .. }, One(a), _) => Some(One(a >> lo & mask(width))),
            (Node::Lookup { table, .. }, One(a), _) => Some(One(self.terms.table(table).elements[a as usize])),
            _ => None,
        }
    }

    /// The width that an operation needs to know beside its own.
    fn from(&self, prim: Prim, a: TermId, b: TermId) -> u8 {
        self.terms.width(if prim == Prim::Concat { b } else { a })
    }

    /// The values side by side.
    fn fill(&self, node: Node, operands: [Value; 3], count: usize, row: &mut Vec<u128>) {
        let [a, b, c] = operands.map(|value| self.slice(value));
        match (node, a, b) {
            // A loop of its own for what is frequent: it becomes vector instructions.
            (Node::Prim { prim: Prim::Eor, .. }, Ok(a), Ok(b)) => row.extend(a.iter().zip(b).map(|(a, b)| a ^ b)),
            (Node::Prim { prim: Prim::Eor, .. }, Ok(a), Err(b)) => row.extend(a.iter().map(|a| a ^ b)),
            (Node::Prim { prim: Prim::And, .. }, Ok(a), Err(b)) => row.extend(a.iter().map(|a| a & b)),
            (Node::Prim { prim: Prim::Lsr, .. }, Ok(a), Err(by @ 0..128)) => shifted(a, by as u8, u128::MAX, row),
            (Node::Prim { prim: Prim::Select, .. }, Ok(s), Err(b)) if c == Err(0) => {
                row.extend(s.iter().map(|s| all(*s) & b))
            }
            (Node::Prim { prim: Prim::Select, .. }, Ok(s), Ok(b)) if c == Err(0) => {
                row.extend(s.iter().zip(b).map(|(s, b)| all(*s) & b));
            }
            (Node::Prim { prim: Prim::Select, .. }, Ok(s), _) => {
                let of = |n: usize| if s[n] != 0 { pick(b, n) } else { pick(c, n) };
                row.extend((0..count).map(of));
            }
            (Node::Prim { prim, width, a: x, b: y, .. }, ..) => {
                let from = self.from(prim, x, y);
                row.extend((0..count).map(|n| prim.eval(width, from, pick(a, n), pick(b, n), pick(c, n))));
            }
            (Node::Extract { width, lo, .. }, Ok(a), _) => shifted(a, lo, mask(width), row),
            // Tables at an index that the last argument has a part in are refused before, as is all else.
            _ => row.extend((0..count).map(|_| 0)),
        }
    }

    fn slice(&self, value: Value) -> Result<&[u128], u128> {
        match value {
            Value::One(one) => Err(one),
            Value::Row(slot) => Ok(&self.rows[slot as usize]),
        }
    }
}

/// The numbers shifted to the right, below a mask; within one half they are half as wide.
fn shifted(numbers: &[u128], by: u8, mask: u128, row: &mut Vec<u128>) {
    let low = mask as u64;
    match by {
        64.. => row.extend(numbers.iter().map(|a| u128::from((a >> 64) as u64 >> (by - 64) & low))),
        _ if mask << by >> 64 == 0 && mask <= u128::from(u64::MAX) => {
            row.extend(numbers.iter().map(|a| u128::from(*a as u64 >> by & low)));
        }
        _ => row.extend(numbers.iter().map(|a| a >> by & mask)),
    }
}

/// All bits what one bit is.
fn all(bit: u128) -> u128 {
    let half = (bit as u64).wrapping_neg();
    u128::from(half) << 64 | u128::from(half)
}

fn pick(values: Result<&[u128], u128>, n: usize) -> u128 {
    values.map_or_else(|one| one, |row| row[n])
}

fn at(rows: &[Vec<u128>], value: Value, n: usize) -> u128 {
    match value {
        Value::One(one) => one,
        Value::Row(slot) => rows[slot as usize][n],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_within_halves_are_shifts() {
        let numbers: Vec<u128> =
            (0..8u32).map(|n| 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210 << n | 1 << (17 * n)).collect();
        for (by, width) in (0..128).flat_map(|by| (1..=128).map(move |width| (by, width))) {
            let mut row = Vec::new();
            shifted(&numbers, by, mask(width), &mut row);
            let expected: Vec<u128> = numbers.iter().map(|a| a >> by & mask(width)).collect();
            assert_eq!(row, expected, "{by} {width}");
        }
        assert_eq!([0, 1].map(all), [0, u128::MAX]);
    }
}
