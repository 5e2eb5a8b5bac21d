//! The kernel: the only maker of theorems. It keeps which terms are equal, adds an equality only by one of its rules,
//! and writes down each step, so that a certificate is what a kernel has done.

pub mod aig;
pub mod axioms;
pub mod basis;
pub mod bits;
pub mod blast;
pub mod clauses;
pub mod cnf;
pub mod code;
pub mod enumerate;
pub mod linear;
pub mod lrat;
pub mod make;
pub mod multilinear;
pub mod order;
pub mod rank;
pub mod replay;
pub mod rewrite;
pub mod scope;
pub mod show;
pub mod step;
pub mod store;
pub mod table;
#[cfg(test)]
mod tests;
pub mod unfold;
pub mod values;
pub mod zeros;

use crate::claim::standard::Standard;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use scope::Scope;
use std::cell::Cell;
use step::Step;
use store::Store;

/// A claim that follows from assumptions. Its fields are private and nothing but [`Kernel::conclude`] makes one.
///
/// What others may do with one:
///
/// ```
/// use vambrace_trusted::kernel::Theorem;
/// use vambrace_trusted::term::TermId;
/// fn read(theorem: &Theorem) -> (Vec<TermId>, TermId) {
///     (theorem.assumptions().to_vec(), theorem.claim())
/// }
/// ```
///
/// They can neither make one, nor change one, nor make one of another:
///
/// ```compile_fail,E0451
/// use vambrace_trusted::kernel::Theorem;
/// use vambrace_trusted::term::TermId;
/// fn make(assumptions: Vec<TermId>, claim: TermId) -> Theorem {
///     Theorem { assumptions, claim }
/// }
/// ```
///
/// ```compile_fail,E0616
/// use vambrace_trusted::kernel::Theorem;
/// use vambrace_trusted::term::TermId;
/// fn change(theorem: &mut Theorem, claim: TermId) {
///     theorem.claim = claim;
/// }
/// ```
///
/// ```compile_fail,E0451
/// use vambrace_trusted::kernel::Theorem;
/// use vambrace_trusted::term::TermId;
/// fn stronger(theorem: Theorem) -> Theorem {
///     Theorem { assumptions: Vec::new(), ..theorem }
/// }
/// ```
///
/// ```compile_fail,E0277
/// use vambrace_trusted::kernel::Theorem;
/// fn default<T: Default>() -> T {
///     T::default()
/// }
/// let theorem: Theorem = default();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theorem {
    assumptions: Vec<TermId>,
    claim: TermId,
}

impl Theorem {
    /// Terms of one bit.
    pub fn assumptions(&self) -> &[TermId] {
        &self.assumptions
    }

    /// A term of one bit.
    pub fn claim(&self) -> TermId {
        self.claim
    }
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// What a rule answers.
pub type Checked<T = ()> = Result<T, Refusal>;

/// A refusal in these words.
pub fn refuse<T>(why: impl Into<String>) -> Checked<T> {
    Err(Refusal(why.into()))
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Terms, what is known of them, and the steps that were taken.
///
/// What is known is behind the rules: nobody else unites terms, forgets an assumption, or says that a rule has shown
/// something. By a rule it compiles:
///
/// ```
/// use vambrace_trusted::kernel::Kernel;
/// use vambrace_trusted::term::TermId;
/// fn by_a_rule(kernel: &mut Kernel, a: TermId, b: TermId) -> bool {
///     kernel.linear(a, b).is_ok()
/// }
/// ```
///
/// ```compile_fail,E0624
/// use vambrace_trusted::kernel::Kernel;
/// use vambrace_trusted::term::TermId;
/// fn by_my_word(kernel: &mut Kernel, a: TermId, b: TermId) {
///     kernel.unite(a, b);
/// }
/// ```
///
/// ```compile_fail,E0616
/// use vambrace_trusted::kernel::Kernel;
/// use vambrace_trusted::term::TermId;
/// fn behind_its_back(kernel: &mut Kernel, a: TermId, b: TermId) {
///     kernel.store.undo(0);
/// }
/// ```
///
/// ```compile_fail,E0616
/// use vambrace_trusted::kernel::Kernel;
/// fn without_assumptions(kernel: &mut Kernel) {
///     kernel.scopes.clear();
/// }
/// ```
///
/// ```compile_fail,E0616
/// use vambrace_trusted::kernel::Kernel;
/// use vambrace_trusted::term::Terms;
/// fn other_terms(kernel: &mut Kernel) {
///     *kernel.terms = Terms::default();
/// }
/// ```
pub struct Kernel<'a> {
    terms: &'a mut Terms,
    standard: &'a Standard,
    store: Store,
    /// 0 and 1 of one bit.
    truths: [TermId; 2],
    scopes: Vec<Scope>,
    steps: Vec<Step>,
    /// Two numbers have become equal without an assumption. It cannot happen; if it does, nothing is concluded.
    broken: bool,
    /// Terms, products, gates and literals that rules have looked at; see [`replay`].
    work: Cell<u64>,
}

impl<'a> Kernel<'a> {
    /// Nothing is known yet.
    pub fn new(terms: &'a mut Terms, standard: &'a Standard) -> Self {
        let truths = [terms.constant(1, 0), terms.constant(1, 1)];
        let store = Store::new(terms);
        Kernel {
            terms,
            standard,
            store,
            truths,
            scopes: Vec::new(),
            steps: Vec::new(),
            broken: false,
            work: Cell::new(0),
        }
    }

    /// The terms; new ones are made by [`Kernel::make`] alone, so that a replay makes the same.
    pub fn terms(&self) -> &Terms {
        self.terms
    }

    /// What folds are folds of.
    pub fn standard(&self) -> &'a Standard {
        self.standard
    }

    /// The representative of a term.
    #[inline]
    pub fn find(&self, id: TermId) -> TermId {
        self.store.find(id)
    }

    /// Whether two terms are known to be equal.
    pub fn same(&self, a: TermId, b: TermId) -> bool {
        self.find(a) == self.find(b)
    }

    /// The number that a term is known to be.
    pub fn known(&self, id: TermId) -> Option<u128> {
        self.terms.as_const(self.find(id))
    }

    /// What a term is compared by: operands and representatives are below.
    pub fn key(&self, id: TermId) -> u128 {
        self.store.key(id)
    }

    /// Whether bits of vectors rank above all else, for a program is bit-sliced and a standard has tables of bytes.
    pub fn is_sliced(&self) -> bool {
        self.store.is_sliced()
    }

    /// Whether there are tables in registers, so that bytes may be kept in another basis.
    pub fn has_tables_in_registers(&self) -> bool {
        self.store.has_tables_in_registers()
    }

    /// The steps taken since they were last asked for.
    pub fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }

    /// The steps from a number on.
    pub fn since(&self, mark: usize) -> &[Step] {
        self.steps.get(mark..).unwrap_or_default()
    }

    /// The term of a truth value.
    pub fn truth(&self, value: bool) -> TermId {
        self.truths[usize::from(value)]
    }

    /// How many steps were taken.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// By how many bits a shift or a rotation of `width` bits goes, when `b` is known; at most `width`.
    fn amount(&self, prim: Prim, width: u8, b: TermId) -> Option<u8> {
        let width = u128::from(width);
        self.known(b).map(|by| if prim == Prim::Ror { by % width } else { by.min(width) } as u8)
    }

    /// What is added to `base` in `whole`, if that is an exclusive or with it.
    pub fn added(&self, whole: TermId, base: TermId) -> Option<TermId> {
        let Node::Prim { prim: Prim::Eor, a, b, .. } = self.terms.node(self.find(whole)) else { return None };
        if self.same(a, base) { Some(b) } else { self.same(b, base).then_some(a) }
    }

    /// How much work was done.
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// So much work was done.
    fn spend(&self, units: usize) {
        self.work.set(self.work.get().saturating_add(units as u64));
    }

    /// Both terms are equal, by a rule that has just shown it.
    fn unite(&mut self, a: TermId, b: TermId) {
        match (self.known(a), self.known(b)) {
            (Some(a), Some(b)) if a != b => self.contradict(),
            _ => self.store.unite(self.terms, a, b),
        }
    }

    /// A term that exists and the widths of two terms that shall be equal.
    fn check_pair(&self, a: TermId, b: TermId) -> Checked<u8> {
        let (wa, wb) = (self.check_id(a)?, self.check_id(b)?);
        if wa != wb || wa == 0 {
            return refuse(format!("terms of {wa} and {wb} bits are not equal"));
        }
        Ok(wa)
    }

    /// The width of a term that comes from outside.
    fn check_id(&self, id: TermId) -> Checked<u8> {
        if (id.0 as usize) < self.terms.len() {
            Ok(self.terms.width(id))
        } else {
            refuse(format!("there is no term {}", id.0))
        }
    }
}
