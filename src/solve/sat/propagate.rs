//! Unit propagation: two literals of each clause are watched, and it is looked at only when one of them becomes false.

/// Clauses, and what is true by them or by assumption.
pub struct Propagator {
    /// A clause has its index as number, from 1 on.
    clauses: Vec<Vec<i32>>,
    /// By place of a literal: the clauses that watch it, which are its first two.
    watches: Vec<Vec<u32>>,
    /// By place of a literal.
    is_true: Vec<bool>,
    /// By variable: the clause that set it; 0 if it was assumed.
    reasons: Vec<u32>,
    trail: Vec<i32>,
    /// How much of the trail has been propagated.
    head: usize,
}

impl Propagator {
    /// No clauses yet, over variables 1 to `variables`.
    pub fn new(variables: usize) -> Propagator {
        let places = 2 * (variables + 1);
        Propagator {
            clauses: vec![vec![]],
            watches: vec![vec![]; places],
            is_true: vec![false; places],
            reasons: vec![0; variables + 1],
            trail: Vec::new(),
            head: 0,
        }
    }

    /// The clause of a number.
    pub fn clause(&self, number: u32) -> &[i32] {
        &self.clauses[number as usize]
    }

    /// What is true, in the order in which it became so.
    pub fn trail(&self) -> &[i32] {
        &self.trail
    }

    /// Whether the literal is true.
    pub fn is_true(&self, literal: i32) -> bool {
        self.is_true[place(literal)]
    }

    /// The clause that set the variable of a literal; 0 if it was assumed.
    pub fn reason(&self, literal: i32) -> u32 {
        self.reasons[literal.unsigned_abs() as usize]
    }

    /// A better reason for what is true.
    pub fn set_reason(&mut self, literal: i32, number: u32) {
        self.reasons[literal.unsigned_abs() as usize] = number;
    }

    /// Whether it is a literal of one of the variables.
    pub fn knows(&self, literal: i32) -> bool {
        literal != 0 && (literal.unsigned_abs() as usize) < self.reasons.len()
    }

    /// The literal becomes true, by a clause or, with 0, by assumption.
    pub fn set(&mut self, literal: i32, reason: u32) {
        self.is_true[place(literal)] = true;
        self.set_reason(literal, reason);
        self.trail.push(literal);
    }

    /// Forgets what became true since the trail was so short.
    pub fn undo(&mut self, length: usize) {
        for literal in self.trail.drain(length..) {
            self.is_true[place(literal)] = false;
        }
        self.head = length;
    }

    /// Adds a clause while nothing is assumed. Its number, and whether all its literals are false.
    pub fn add(&mut self, mut clause: Vec<i32>) -> (u32, bool) {
        let number = self.clauses.len() as u32;
        clause.sort_unstable();
        clause.dedup();
        // What is false now stays false, so the watched literals are others where there are any.
        clause.sort_by_key(|&literal| self.is_true(-literal));
        let left = clause.iter().filter(|&&literal| !self.is_true(-literal)).count();
        if left == 1 && !self.is_true(clause[0]) {
            self.set(clause[0], number);
        }
        if left > 1 {
            clause[..2].iter().for_each(|&literal| self.watches[place(literal)].push(number));
        }
        self.clauses.push(clause);
        (number, left == 0)
    }

    /// Sets what follows; the clause whose literals are all false, if there is one.
    pub fn propagate(&mut self) -> Option<u32> {
        while let Some(&literal) = self.trail.get(self.head) {
            self.head += 1;
            let mut watching = std::mem::take(&mut self.watches[place(-literal)]);
            let mut conflict = None;
            watching.retain(|&number| conflict.is_some() || self.keeps(number, -literal, &mut conflict));
            self.watches[place(-literal)] = watching;
            if conflict.is_some() {
                return conflict;
            }
        }
        None
    }

    /// Whether a clause goes on watching a literal that has become false, having found no other one.
    fn keeps(&mut self, number: u32, watched: i32, conflict: &mut Option<u32>) -> bool {
        let clause = &mut self.clauses[number as usize];
        if clause[0] == watched {
            clause.swap(0, 1);
        }
        let first = clause[0];
        if self.is_true[place(first)] {
            return true;
        }
        if let Some(at) = (2..clause.len()).find(|&at| !self.is_true[place(-clause[at])]) {
            clause.swap(1, at);
            self.watches[place(clause[1])].push(number);
            return false;
        }
        if self.is_true[place(-first)] {
            *conflict = Some(number);
        } else {
            self.set(first, number);
        }
        true
    }
}

fn place(literal: i32) -> usize {
    2 * literal.unsigned_abs() as usize + usize::from(literal < 0)
}
