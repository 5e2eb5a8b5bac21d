//! What follows from assumptions: sweeping first, and SAT for what is left.

use super::ask::{Effort, Reply, ask, ask_for};
use super::cone::{cone, is_of_counts, of_numbers};
use super::falsify::{Values, falsify, model};
use super::imply::Implications;
use super::order::carry::carry;
use super::order::equal::equal;
use super::order::{comparison, contradict, order};
use super::sweep::Sweep;
use super::{Limits, basis, counts, products, window};
use crate::claim::invariant::conjuncts;
use crate::kernel::clauses::Question;
use crate::kernel::unfold::Unfold;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::{Prim, mask};
use crate::symbolic::linear::Linear;
use crate::term::eval::{Assignment, evaluate};
use crate::term::{Node, TermId, Terms};
use rustc_hash::{FxHashMap, FxHashSet};

/// Claims that are told to a solver once they are shown.
const LEARNED: usize = 8;

/// Assumptions of more terms, such as those of what a cipher made of blocks, are left out where values are looked for.
pub const MODELLED: usize = 3000;

/// Values of scopes before that are kept and tried.
const MODELS: usize = 16;

/// By what an unknown may differ from its value in the model.
const MOVES: [u128; 4] = [1, u128::MAX, 1 << 12, 1 << 40];

/// One scope of assumptions with what was found out under them.
pub struct Scope<'s, 'k> {
    pub kernel: &'s mut Kernel<'k>,
    pub sweep: Sweep,
    pub assumptions: Vec<TermId>,
    /// Bits that are known by the assumptions, as they are told to a solver.
    pub(super) facts: Vec<TermId>,
    /// Whether facts and claims are of data, as far as that was looked for.
    of_data: FxHashMap<TermId, bool>,
    pub limits: Limits,
    /// Why the last question to a solver was not answered by yes.
    pub reason: String,
    /// Values for which the last claim that did not follow is false, where some are known.
    pub refuted: Option<Values>,
    /// Whether a solver says that there are some.
    pub differs: bool,
    /// How many of the facts are claims that were shown.
    learned: usize,
    /// Values for which the assumptions hold that are no implications.
    model: Option<Values>,
    /// These assumptions.
    modelled: Vec<TermId>,
    /// Values for which the assumptions of scopes before held: mostly those of the way to the last branch.
    pub models: Vec<Values>,
    /// Unknowns of which it was looked for another value.
    moved: FxHashSet<TermId>,
    pub(super) implications: Implications,
    /// What unknowns may be where all facts hold, as solvers said.
    pub(super) solutions: Vec<Values>,
    /// What words of folds were unfolded to.
    unfolded: Vec<TermId>,
    /// Whether counts were compared.
    compared: bool,
    /// Choices and conditions that were compared.
    pub(super) compared_choices: FxHashSet<(TermId, TermId)>,
    /// Equations of offsets that were shown.
    pub(super) offsets: Vec<TermId>,
    /// Whether carries among the facts were looked at.
    carried: bool,
    /// Comparisons that carries below claims make.
    compared_by_carries: Vec<TermId>,
    /// What solvers did so far.
    pub effort: Effort,
    /// How many terms there were.
    terms: usize,
}

impl<'s, 'k> Scope<'s, 'k> {
    /// Opens a scope of the kernel; [`Kernel::close`] ends it.
    pub fn open(kernel: &'s mut Kernel<'k>, assumptions: &[TermId], limits: Limits) -> Checked<Self> {
        kernel.open(assumptions)?;
        let (sweep, assumptions, terms) = (Sweep::default(), assumptions.to_vec(), kernel.terms().len());
        let implications = Implications::among(kernel.terms(), &assumptions);
        let (facts, reason, effort) = (Vec::new(), String::new(), Effort::default());
        let mut scope = Scope {
            kernel,
            sweep,
            assumptions,
            facts,
            of_data: FxHashMap::default(),
            learned: 0,
            limits,
            reason,
            refuted: None,
            differs: false,
            model: None,
            modelled: Vec::new(),
            models: Vec::new(),
            moved: FxHashSet::default(),
            implications,
            solutions: Vec::new(),
            unfolded: Vec::new(),
            compared: false,
            compared_choices: FxHashSet::default(),
            offsets: Vec::new(),
            carried: false,
            compared_by_carries: Vec::new(),
            effort,
            terms,
        };
        scope.sweep = scope.fresh();
        scope.use_assumptions();
        Ok(scope)
    }

    /// Takes what the assumptions say as equalities, where they say it plainly; and as facts for a solver, in the short
    /// forms that they have before that.
    fn use_assumptions(&mut self) {
        let assumptions = self.plain();
        products::equate(self.kernel, &assumptions, &[]);
        for round in 0..3 {
            self.sweep.sweep(self.kernel, &assumptions);
            let bits = std::mem::take(&mut self.sweep.bits);
            let before = self.kernel.steps();
            for &id in assumptions.iter().chain(&bits) {
                let _ = self.kernel.consequences(id);
                self.solve(id);
            }
            if round == 0 {
                self.facts = bits;
                self.facts.extend(&assumptions);
            }
            products::equate(self.kernel, &assumptions, &[]);
            // What is equal under the assumptions has other values than before.
            self.sweep = self.fresh();
            if self.kernel.steps() == before {
                break;
            }
        }
        let kernel = &*self.kernel;
        let terms = kernel.terms();
        // Products are no matter for a solver: the equations are all that is taken of them.
        let is_for_solvers = |id| terms.as_const(id).is_none() && !products::are_among(terms, &[id]);
        self.facts.retain(|&id| kernel.known(id).is_some() && is_for_solvers(id));
        self.facts.sort_unstable();
        self.facts.dedup();
    }

    /// The assumptions that are no implications.
    fn plain(&self) -> Vec<TermId> {
        self.assumptions.iter().copied().filter(|&id| !self.implications.holds(id)).collect()
    }

    fn fresh(&self) -> Sweep {
        Sweep::within(self.terms, self.limits.terms())
    }

    /// An equation of 64 bits solved for its youngest unknown.
    fn solve(&mut self, assumption: TermId) {
        if self.kernel.known(assumption) != Some(1) {
            return;
        }
        for equation in conjuncts(self.kernel.terms(), assumption) {
            let Some((unknown, value)) = definition(self.kernel, equation) else { continue };
            if let Ok(value) = counts::make(self.kernel, &value) {
                let _ = self.kernel.solve(equation, unknown, value);
            }
        }
    }

    /// Compares counts, once, with each other and with numbers; whether that says what one is.
    fn compare(&mut self) -> bool {
        if std::mem::replace(&mut self.compared, true) {
            return false;
        }
        let numbers = self.numbers();
        self.distances() || numbers
    }

    /// Compares counts if lemmas speak of folds of their own, which are to meet those of a claim.
    pub fn compare_for_lemmas(&mut self) {
        if !products::are_among(self.kernel.terms(), &self.assumptions) {
            return;
        }
        if self.compare() {
            self.sweep = self.fresh();
            let counts = self.assumed_counts();
            self.sweep.sweep(self.kernel, &[self.assumptions.as_slice(), &counts].concat());
            products::equate(self.kernel, &self.assumptions, &self.unfolded);
        }
    }

    /// What folds among the assumptions count, also in those that are known to hold, so that nothing stands for them.
    fn assumed_counts(&self) -> Vec<TermId> {
        let terms = self.kernel.terms();
        let count = |id: TermId| match terms.node(id) {
            Node::Fold { index } => Some(terms.fold(index).count),
            _ => None,
        };
        terms.below(&self.assumptions).into_iter().filter_map(count).collect()
    }

    /// Unfolds a fold; whether that could be shown.
    pub fn unfold(&mut self, unfold: &Unfold) -> bool {
        let Ok(words) = self.kernel.unfold(unfold) else { return false };
        if products::are_among(self.kernel.terms(), &self.assumptions) {
            // The bytes that it reads meet those of the code, whatever the words come to be represented by.
            let terms = self.kernel.terms();
            let is_read = |id: &TermId| matches!(terms.node(*id), Node::Read { .. });
            let bytes: Vec<TermId> = terms.below(&words).into_iter().filter(is_read).collect();
            self.sweep.sweep(self.kernel, &bytes);
            self.sweep = self.fresh();
        }
        self.unfolded.extend(words);
        true
    }

    /// Whether a claim follows, by sweeping or SAT.
    pub fn holds(&mut self, claim: TermId) -> bool {
        (self.refuted, self.differs) = (None, false);
        let known = |kernel: &Kernel| kernel.known(claim) == Some(1) || kernel.is_contradictory();
        if known(self.kernel) {
            return true;
        }
        self.sweep.deadline = self.limits.deadline();
        if self.either(claim) && known(self.kernel) {
            return true;
        }
        // A cipher need not be looked at where nothing holds.
        if is_of_much_data(self.kernel.terms(), claim) && self.is_empty() {
            return true;
        }
        self.sweep.sweep(self.kernel, &[claim]);
        if known(self.kernel) {
            return true;
        }
        if self.order(claim) || is_of_counts(self.kernel.terms(), claim) && self.equal(claim) {
            return true;
        }
        // What the sweep found changes what products are made of.
        for _ in 0..3 {
            if self.sweep.is_full(self.kernel) || !products::equate(self.kernel, &self.assumptions, &self.unfolded) {
                break;
            }
            self.sweep = self.fresh();
            self.sweep.sweep(self.kernel, &[claim]);
            if known(self.kernel) {
                return true;
            }
        }
        if self.sweep.is_full(self.kernel) {
            self.reason = self.limits.too_much_memory();
            return false;
        }
        if self.imply() {
            self.sweep = self.fresh();
            self.sweep.sweep(self.kernel, &[claim]);
        }
        if known(self.kernel) || self.is_empty() {
            return true;
        }
        if self.is_false(claim) {
            return false;
        }
        if self.compare() | self.choices(claim) {
            self.sweep = self.fresh();
            self.sweep.sweep(self.kernel, &[claim]);
            if known(self.kernel) {
                return true;
            }
        }
        if self.settle(claim, &[]) {
            return true;
        }
        let parts: Vec<TermId> = conjuncts(self.kernel.terms(), claim);
        for &part in &parts {
            let known = self.kernel.known(part) == Some(1);
            if !known && !self.bytes_meet(part) && !self.equation(part) && !self.ask(part) {
                return false;
            }
        }
        self.settle(claim, &parts)
    }

    /// Rewrites what a claim is made of, for some of it was united since it was swept; not what is below some terms. Whether
    /// the claim is then known to hold.
    pub(super) fn settle(&mut self, claim: TermId, but: &[TermId]) -> bool {
        for id in self.kernel.below(&[claim], &but.iter().copied().collect()) {
            let _ = self.kernel.rewrite(id);
        }
        self.kernel.known(claim) == Some(1) || self.kernel.is_contradictory()
    }

    /// Whether the assumptions contradict each other, which the kernel is told: cheaper than a question about a claim.
    fn is_empty(&mut self) -> bool {
        if self.model.is_none() {
            self.modelled = self.plain();
            self.modelled.retain(|&id| !products::are_among(self.kernel.terms(), &[id]));
            self.modelled.retain(|&id| self.kernel.terms().below(&[id]).len() <= MODELLED);
            self.model = self.known_model();
            if self.model.is_some() {
                return false;
            }
            if self.counts_contradict() {
                return true;
            }
            let found = model(self.kernel, &self.modelled, &self.limits);
            let never = self.kernel.truth(false);
            if found.is_none() && self.ask_plainly(never) == Reply::Equal {
                return true;
            }
            let found = found.unwrap_or_default();
            if !found.is_empty() {
                // Older ones share too little.
                let surplus = (self.models.len() + 1).saturating_sub(MODELS);
                self.models.drain(..surplus);
                self.models.push(found.clone());
            }
            self.model = Some(found);
        }
        false
    }

    /// Values of a scope before for which these assumptions hold too: the last ones that do, for these share the most.
    fn known_model(&self) -> Option<Values> {
        let terms = self.kernel.terms();
        let fits = |values: &&Values| values_in(terms, values, &self.modelled).iter().all(|&holds| holds == 1);
        self.models.iter().rev().find(fits).cloned()
    }

    /// Whether what is assumed of counts says so alone, as on most paths that no run takes.
    fn counts_contradict(&mut self) -> bool {
        let [never, yes] = [false, true].map(|value| self.kernel.truth(value));
        self.carries(never);
        let terms = self.kernel.terms();
        let facts: Vec<TermId> = self.facts.iter().copied().filter(|&fact| is_of_counts(terms, fact)).collect();
        if facts.is_empty() {
            return false;
        }
        if contradict(self.kernel, &facts) {
            return true;
        }
        let question = Question { a: never, b: yes, facts, cut: Vec::new() };
        ask(self.kernel, &question, &self.limits, &mut self.effort) == Reply::Equal
    }

    /// Whether values were found for which the assumptions hold. It is not looked for any: assumptions may contradict each
    /// other, which cheaper rules show.
    pub fn has_model(&self) -> bool {
        self.model.as_ref().is_some_and(|model| !model.is_empty())
    }

    /// The value of a term for which the assumptions hold, as far as some are known.
    pub fn likely(&mut self, id: TermId) -> Option<u128> {
        if self.is_empty() {
            return None;
        }
        Some(value_in(self.kernel.terms(), self.model.as_ref()?, id))
    }

    /// Looks, once, for a solution like the model in which an unknown has another value: cheaper than a solver.
    pub(super) fn move_unknown(&mut self, unknown: TermId) {
        let Some(model) = self.model.as_ref().filter(|model| !model.is_empty() && self.moved.insert(unknown)) else {
            return;
        };
        let terms = self.kernel.terms();
        let value = value_in(terms, model, unknown);
        let others = MOVES.map(|by| value.wrapping_add(by) & mask(terms.width(unknown)));
        let solution = others.into_iter().find_map(|other| {
            let others = model.iter().copied().filter(|known| known.0 != unknown);
            let values: Values = others.chain([(unknown, other)]).collect();
            values_in(terms, &values, &self.modelled).iter().all(|&holds| holds == 1).then_some(values)
        });
        self.solutions.extend(solution);
    }

    /// Whether some values show that a claim does not follow: cheaper than a solver that runs out of time.
    fn is_false(&mut self, claim: TermId) -> bool {
        let model = self.model.get_or_insert_default();
        // Long folds have arbitrary values there, which are not those of longer ones.
        let related = !self.unfolded.is_empty();
        let found = falsify(self.kernel, &self.assumptions, model, claim).filter(|found| found.exact || !related);
        self.refuted = found.map(|found| found.values);
        self.refuted.is_some()
    }

    /// An equation of words by the dearer rules, each for the whole of it.
    fn equation(&mut self, part: TermId) -> bool {
        let Node::Prim { prim: Prim::Eq, a, b, .. } = self.kernel.terms().node(part) else { return false };
        let (a, b) = (self.kernel.find(a), self.kernel.find(b));
        let values = [a, b].map(|side| self.sweep.simulation.values(self.kernel, side));
        let shown = values[0] == values[1]
            && (window::enumerate_leaves(self.kernel, a, b, 20)
                || window::enumerate(self.kernel, a, b, 16)
                || basis::multilinear(self.kernel, a, b)
                || self.kernel.bits_of_tables(a, b).is_ok());
        shown && self.kernel.rewrite(part).is_ok() && self.kernel.known(part) == Some(1)
    }

    /// What was shown to be less than what helps with later claims, such as that slices are in bounds.
    fn learn(&mut self, claim: TermId) {
        if self.learned < LEARNED && comparison(self.kernel.terms(), claim).is_some() {
            self.facts.push(claim);
            self.learned += 1;
        }
    }

    /// What carries among the facts and in a claim say of numbers; of the facts, that becomes one too.
    fn carries(&mut self, claim: TermId) {
        if !std::mem::replace(&mut self.carried, true) {
            for equation in self.kernel.terms().below(&self.facts) {
                let less = self.carry(equation);
                self.facts.extend(less.filter(|&less| self.kernel.known(less).is_some()));
            }
        }
        for equation in self.kernel.terms().below(&[claim]) {
            let less = self.carry(equation);
            self.compared_by_carries.extend(less);
        }
    }

    fn carry(&mut self, equation: TermId) -> Option<TermId> {
        carry(self.kernel, equation, &self.limits, &mut self.effort)
    }

    /// Whether sums of what is known show a claim.
    fn order(&mut self, claim: TermId) -> bool {
        let mut facts = self.facts.clone();
        facts.extend(&self.compared_by_carries);
        order(self.kernel, claim, &facts)
    }

    /// Whether sums of what is known show an equation.
    fn equal(&mut self, claim: TermId) -> bool {
        let facts = self.facts.clone();
        equal(self.kernel, claim, &facts, &self.limits, &mut self.effort)
    }

    /// Asks SAT, without implications.
    pub(super) fn ask_plainly(&mut self, claim: TermId) -> Reply {
        self.carries(claim);
        if self.order(claim) || self.equal(claim) {
            return Reply::Equal;
        }
        let yes = self.kernel.truth(true);
        let terms = self.kernel.terms();
        let facts = cone(terms, &of_numbers(terms, &self.facts, claim, &mut self.of_data), claim);
        let all = facts.len() == self.facts.len();
        let mut values = Values::new();
        let mut question = Question { a: claim, b: yes, facts, cut: self.words_of_folds(claim) };
        // What folds begin with is as large as what makes it.
        if !question.cut.is_empty() && ask(self.kernel, &question, &self.limits, &mut self.effort) == Reply::Equal {
            return Reply::Equal;
        }
        question.cut.clear();
        let mut reply = ask_for(self.kernel, &question, &self.limits, &mut self.effort, &mut values);
        // Facts about other things may contradict each other, as on a path that no run takes, if no values are known.
        if reply == Reply::Differ && !all && !self.has_model() {
            question.facts.clone_from(&self.facts);
            reply = ask_for(self.kernel, &question, &self.limits, &mut self.effort, &mut values);
        }
        if reply == Reply::Differ {
            self.solutions.push(values);
        }
        reply
    }

    /// Words of folds below a claim.
    fn words_of_folds(&self, claim: TermId) -> Vec<TermId> {
        let mut words = self.kernel.below(&[claim], &FxHashSet::default());
        words.retain(|&id| matches!(self.kernel.terms().node(id), Node::FoldOut { .. }));
        words
    }

    /// Asks SAT.
    fn ask(&mut self, claim: TermId) -> bool {
        let mut reply = self.ask_plainly(claim);
        let open = self.implications.open(self.kernel);
        if reply == Reply::Differ && !open.is_empty() {
            let facts = [self.facts.as_slice(), &open].concat();
            let question = Question { a: claim, b: self.kernel.truth(true), facts, cut: Vec::new() };
            reply = ask(self.kernel, &question, &self.limits, &mut self.effort);
        }
        match reply {
            Reply::Equal => {
                self.learn(claim);
                return true;
            }
            Reply::Differ => {
                self.differs = true;
                self.reason = "no rule shows it, and a solver finds values for which it fails".into();
            }
            Reply::Unknown(reason) => self.reason = reason,
        }
        false
    }
}

/// Whether a claim speaks of what a cipher made of blocks.
pub fn is_of_much_data(terms: &Terms, claim: TermId) -> bool {
    let below = terms.below(&[claim]);
    below.len() > MODELLED && below.iter().any(|&id| matches!(terms.node(id), Node::Lookup { .. }))
}

/// What a term is where unknowns have some values; others are arbitrary.
pub fn value_in(terms: &Terms, values: &Values, id: TermId) -> u128 {
    values_in(terms, values, &[id])[0]
}

/// The same of several terms.
pub fn values_in(terms: &Terms, values: &Values, ids: &[TermId]) -> Vec<u128> {
    let mut assignment = Assignment::random(0);
    assignment.set_leaves(terms, values);
    evaluate(terms, ids, &mut assignment)
}

/// What an equation of 64 bits says that an unknown is.
fn definition(kernel: &Kernel, equation: TermId) -> Option<(TermId, Linear)> {
    let terms = kernel.terms();
    let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(equation) else { return None };
    if terms.width(a) != 64 {
        return None;
    }
    let zero = Linear::of(terms, a).plus(&Linear::of(terms, b), u64::MAX);
    let unit = |part: &&(TermId, u64)| {
        (part.1 == 1 || part.1 == u64::MAX) && matches!(terms.node(part.0), Node::Var { width: 64, .. })
    };
    // The newest unknown is the most local one.
    let &(variable, coefficient) = zero.parts.iter().filter(unit).max_by_key(|part| part.0)?;
    let mut rest = zero.clone();
    rest.parts.retain(|part| part.0 != variable);
    let factor = if coefficient == 1 { u64::MAX } else { 1 };
    Some((variable, Linear::default().plus(&rest, factor)))
}
