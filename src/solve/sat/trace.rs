//! What a solver derives, in its own numbers, and the refutation that is in it.

use crate::kernel::lrat::Step;

/// Clauses of the formula and derived ones in one numbering: 1 to `formula` and on.
pub struct Trace {
    formula: usize,
    /// By the solver's id; 0 where there is none.
    numbers: Vec<u32>,
    originals: u32,
    // All steps in one piece, as a search may derive millions of which few are needed.
    literals: Vec<i32>,
    hints: Vec<u32>,
    /// Where the literals and the hints of each derived clause end.
    ends: Vec<(usize, usize)>,
    /// The first empty clause.
    empty: Option<usize>,
    /// Bytes that it may take.
    most: usize,
    full: bool,
}

impl Trace {
    /// For a formula of this many clauses, and so many bytes.
    pub fn new(formula: usize, most: usize) -> Trace {
        let (literals, hints, ends) = (Vec::new(), Vec::new(), Vec::new());
        Trace { formula, numbers: Vec::new(), originals: 0, literals, hints, ends, empty: None, most, full: false }
    }

    /// The next clause of the formula has this id.
    pub fn original(&mut self, id: u64) {
        self.originals += 1;
        self.name(id, self.originals as usize);
    }

    /// A clause and those from which it follows. After the empty clause nothing is of interest.
    pub fn derived(&mut self, id: u64, clause: &[i32], hints: impl IntoIterator<Item = u64>) {
        self.full |= self.bytes() > self.most;
        if self.empty.is_some() || self.full {
            return;
        }
        self.literals.extend_from_slice(clause);
        // An unknown id becomes 0, which the checker refuses.
        let numbers = &self.numbers;
        let number = |id: u64| usize::try_from(id).ok().and_then(|id| numbers.get(id)).copied().unwrap_or(0);
        self.hints.extend(hints.into_iter().map(number));
        self.ends.push((self.literals.len(), self.hints.len()));
        self.name(id, self.formula + self.ends.len());
        if clause.is_empty() {
            self.empty = Some(self.ends.len() - 1);
        }
    }

    /// Whether something was derived for which there was no room.
    pub fn is_full(&self) -> bool {
        self.full
    }

    fn bytes(&self) -> usize {
        4 * (self.literals.len() + self.hints.len() + self.numbers.len())
            + size_of::<(usize, usize)>() * self.ends.len()
    }

    /// How many clauses were derived.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn name(&mut self, id: u64, number: usize) {
        let (Ok(id), Ok(number)) = (usize::try_from(id), u32::try_from(number)) else { return };
        // The ids of solvers are counters, so there are few gaps.
        if id >= self.numbers.len() {
            self.numbers.resize(id + 1, 0);
        }
        self.numbers[id] = number;
    }

    /// The steps that the empty clause needs, numbered without gaps.
    pub fn refutation(&self) -> Option<Vec<Step>> {
        let empty = self.empty?;
        let mut needed = vec![false; empty + 1];
        needed[empty] = true;
        for at in (0..=empty).rev() {
            if needed[at] {
                self.mark(at, &mut needed);
            }
        }
        let mut ids = vec![0; empty + 1];
        let mut steps = Vec::new();
        for at in (0..=empty).filter(|&at| needed[at]) {
            ids[at] = (self.formula + steps.len() + 1) as u64;
            steps.push(self.step(at, &ids));
        }
        Some(steps)
    }

    fn mark(&self, at: usize, needed: &mut [bool]) {
        let derived = self.hints_of(at).iter().filter_map(|&hint| (hint as usize).checked_sub(self.formula + 1));
        derived.filter(|&hint| hint < at).for_each(|hint| needed[hint] = true);
    }

    fn step(&self, at: usize, ids: &[u64]) -> Step {
        let id = |&hint: &u32| match (hint as usize).checked_sub(self.formula + 1) {
            Some(derived) => ids.get(derived).copied().unwrap_or(0),
            None => hint.into(),
        };
        let hints = self.hints_of(at).iter().map(id).collect();
        let clause = self.literals[self.start(at).0..self.ends[at].0].to_vec();
        Step::Add { id: ids[at], clause, hints }
    }

    fn hints_of(&self, at: usize) -> &[u32] {
        &self.hints[self.start(at).1..self.ends[at].1]
    }

    fn start(&self, at: usize) -> (usize, usize) {
        at.checked_sub(1).map_or((0, 0), |before| self.ends[before])
    }
}
