//! What holds whatever is assumed: found out before a scope is opened, so that it is kept for all that come.

use super::Limits;
use super::ask::Effort;
use super::falsify::Values;
use super::order::carry::carry;
use super::scope::is_of_much_data;
use super::sweep::Sweep;
use crate::kernel::Kernel;
use crate::term::TermId;
use rustc_hash::FxHashSet;

/// What was looked at without assumptions.
#[derive(Default)]
pub struct Lasting {
    sweep: Sweep,
    /// Terms that may say what carries say.
    carried: FxHashSet<TermId>,
    /// Values for which the assumptions of scopes held.
    pub models: Vec<Values>,
    /// What solvers did so far.
    pub effort: Effort,
}

impl Lasting {
    /// Nothing was looked at yet.
    pub fn within(kernel: &Kernel, limits: &Limits) -> Lasting {
        Lasting { sweep: Sweep::within(kernel.terms().len(), limits.terms()), ..Lasting::default() }
    }

    /// Looks at what claims and their assumptions are made of: at ciphers, for the rounds of one block are the same on all
    /// paths; and at carries, for each comparison comes again behind each of its branches.
    pub fn look(&mut self, kernel: &mut Kernel, assumptions: &[TermId], claims: &[TermId], limits: &Limits) {
        self.sweep.deadline = limits.deadline();
        // Bytes that are kept in another basis do not all meet if what they meet by is found in two sweeps.
        if !kernel.has_tables_in_registers() {
            let is_cipher = |claim: &TermId| is_of_much_data(kernel.terms(), *claim);
            let ciphers: Vec<TermId> = claims.iter().copied().filter(is_cipher).collect();
            self.sweep.sweep(kernel, &ciphers);
        }
        for id in kernel.terms().below(assumptions) {
            if self.carried.insert(id) && !self.sweep.is_late() {
                carry(kernel, id, limits, &mut self.effort);
            }
        }
    }

    /// How many terms were swept.
    pub fn visited(&self) -> usize {
        self.sweep.visited()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::lift::ops::Table;
    use crate::lift::prim::Prim;
    use crate::term::Terms;
    use std::sync::Arc;

    /// Rounds of a small cipher: more terms than are looked at for less.
    const ROUNDS: usize = 1200;

    /// A byte through all rounds, with the key of each added from the left or from the right.
    fn cipher(terms: &mut Terms, table: &Arc<Table>, keys: &[TermId], text: TermId, left: bool) -> TermId {
        keys.iter().fold(text, |byte, &key| {
            let [a, b] = if left { [key, byte] } else { [byte, key] };
            let sum = terms.binary(Prim::Eor, a, b);
            terms.lookup(table, sum)
        })
    }

    #[test]
    fn a_cipher_is_swept_once_and_comparisons_stay() {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let elements = (0..256).map(|n| (n * 7 % 256) ^ 0x63).collect();
        let table = Arc::new(Table { name: "T".into(), width: 8, elements });
        let [text, x, y] = [("text", 8), ("x", 64), ("y", 64)].map(|(name, width)| terms.var(width, name));
        let keys: Vec<TermId> = (0..ROUNDS).map(|n| terms.var(8, format!("k{n}"))).collect();
        let sides = [true, false].map(|left| cipher(&mut terms, &table, &keys, text, left));
        let claim = terms.equal(sides[0], sides[1]);
        // `x + NOT y + 1` has no carry where `x` is less.
        let extend = |terms: &mut Terms, a| terms.prim(Prim::ZeroExtend, 67, [a; 3]);
        let (not, one) = (terms.not(y), terms.constant(67, 1));
        let [a, b] = [x, not].map(|side| extend(&mut terms, side));
        let sum = [b, one].into_iter().fold(a, |sum, part| terms.binary(Prim::Add, sum, part));
        let low = terms.extract(64, sum, 0);
        let low = extend(&mut terms, low);
        let (flag, less) = (terms.equal(sum, low), terms.less(x, y));
        let (limits, mut kernel) = (Limits::default(), Kernel::new(&mut terms, &standard));
        let mut lasting = Lasting::within(&kernel, &limits);
        lasting.look(&mut kernel, &[flag], &[claim], &limits);
        assert_eq!((kernel.known(claim), kernel.known(flag)), (Some(1), None));
        let (visited, questions) = (lasting.visited(), lasting.effort.questions);
        for _ in 0..2 {
            kernel.open(&[flag]).expect("a bit");
            assert_eq!((kernel.known(claim), kernel.known(less)), (Some(1), Some(1)));
            kernel.close().expect("it is open");
            assert_eq!(kernel.known(less), None, "an assumption does not last");
            lasting.look(&mut kernel, &[flag], &[claim], &limits);
            assert_eq!((lasting.visited(), lasting.effort.questions), (visited, questions), "nothing is new");
        }
    }
}
