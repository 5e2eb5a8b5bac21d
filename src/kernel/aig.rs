//! And-inverter graphs: every function of bits as conjunctions and complements, hashed so that equal parts are one.

use rustc_hash::FxHashMap;
use std::ops::Not;

/// A node of an [`Aig`], or its complement when the lowest bit is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lit(pub u32);

impl Lit {
    pub const FALSE: Lit = Lit(0);
    pub const TRUE: Lit = Lit(1);

    /// The index of the node.
    pub fn node(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether it is the complement of the node.
    pub fn is_complement(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Not for Lit {
    type Output = Lit;

    fn not(self) -> Lit {
        Lit(self.0 ^ 1)
    }
}

impl From<bool> for Lit {
    fn from(bit: bool) -> Lit {
        Lit(bit.into())
    }
}

/// A node; operands are older than their users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Node 0 alone.
    False,
    Input,
    And(Lit, Lit),
}

/// The graph.
pub struct Aig {
    gates: Vec<Gate>,
    ids: FxHashMap<(Lit, Lit), Lit>,
}

impl Default for Aig {
    fn default() -> Self {
        Aig { gates: vec![Gate::False], ids: FxHashMap::default() }
    }
}

impl Aig {
    /// All nodes, by index.
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// A new unknown bit.
    pub fn input(&mut self) -> Lit {
        self.push(Gate::Input)
    }

    fn push(&mut self, gate: Gate) -> Lit {
        self.gates.push(gate);
        Lit((self.gates.len() as u32 - 1) << 1)
    }

    /// Both.
    pub fn and(&mut self, a: Lit, b: Lit) -> Lit {
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        if a == Lit::FALSE || a == !b {
            return Lit::FALSE;
        }
        if a == Lit::TRUE || a == b {
            return b;
        }
        if let Some(&known) = self.ids.get(&(a, b)) {
            return known;
        }
        let made = self.push(Gate::And(a, b));
        self.ids.insert((a, b), made);
        made
    }

    /// One of them or both.
    pub fn or(&mut self, a: Lit, b: Lit) -> Lit {
        !self.and(!a, !b)
    }

    /// One of them but not both.
    pub fn xor(&mut self, a: Lit, b: Lit) -> Lit {
        // Complements go to the outside, so that a XOR b and (NOT a) XOR b are one node.
        let flip = a.is_complement() ^ b.is_complement();
        let (a, b) = (Lit(a.0 & !1), Lit(b.0 & !1));
        let both = self.and(a, b);
        let neither = self.and(!a, !b);
        let xor = self.and(!both, !neither);
        if flip { !xor } else { xor }
    }

    /// `if s then a else b`.
    pub fn mux(&mut self, s: Lit, a: Lit, b: Lit) -> Lit {
        if a == b {
            return a;
        }
        if a == !b {
            return !self.xor(s, a);
        }
        let (then, otherwise) = (self.and(s, a), self.and(!s, b));
        self.or(then, otherwise)
    }

    /// All of them.
    pub fn all(&mut self, bits: impl IntoIterator<Item = Lit>) -> Lit {
        bits.into_iter().fold(Lit::TRUE, |all, bit| self.and(all, bit))
    }

    /// The value of every node, from those of the inputs.
    pub fn evaluate(&self, input: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut values = Vec::with_capacity(self.gates.len());
        for (at, gate) in self.gates.iter().enumerate() {
            values.push(match *gate {
                Gate::False => false,
                Gate::Input => input(at),
                Gate::And(a, b) => lit_value(&values, a) && lit_value(&values, b),
            });
        }
        values
    }
}

/// The value of a literal among those of the nodes.
pub fn lit_value(values: &[bool], lit: Lit) -> bool {
    values[lit.node()] ^ lit.is_complement()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(make: impl Fn(&mut Aig, [Lit; 3]) -> Lit, expected: impl Fn([bool; 3]) -> bool) {
        let mut aig = Aig::default();
        let inputs = [(); 3].map(|()| aig.input());
        for flips in 0..8u32 {
            let made = make(&mut aig, [0, 1, 2].map(|n| Lit(inputs[n].0 ^ (flips >> n & 1))));
            for case in 0..8u32 {
                let values = aig.evaluate(|node| case >> (node - 1) & 1 == 1);
                let operands = [0, 1, 2].map(|n| (case ^ flips) >> n & 1 == 1);
                assert_eq!(lit_value(&values, made), expected(operands), "{operands:?}");
            }
        }
    }

    #[test]
    fn gates_mean_what_they_say() {
        check(|g, [a, b, _]| g.and(a, b), |[a, b, _]| a && b);
        check(|g, [a, b, _]| g.or(a, b), |[a, b, _]| a || b);
        check(|g, [a, b, _]| g.xor(a, b), |[a, b, _]| a != b);
        check(|g, [s, a, b]| g.mux(s, a, b), |[s, a, b]| if s { a } else { b });
        check(|g, [s, a, _]| g.mux(s, a, !a), |[s, a, _]| s == a);
        check(|g, bits| g.all(bits), |[a, b, c]| a && b && c);
    }

    #[test]
    fn equal_parts_are_one() {
        let mut aig = Aig::default();
        let (a, b) = (aig.input(), aig.input());
        assert_eq!(aig.and(a, b), aig.and(b, a));
        assert_eq!(aig.xor(a, b), !aig.xor(!b, a));
        assert_eq!(aig.and(a, !a), Lit::FALSE);
        assert_eq!(aig.xor(a, a), Lit::FALSE);
        assert_eq!(aig.or(a, Lit::TRUE), Lit::TRUE);
        assert_eq!(aig.gates().len(), 6);
    }
}
