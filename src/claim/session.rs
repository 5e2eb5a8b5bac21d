//! One proof on its way: terms, regions, the state on entry, and the goals so far.

use super::calls::Next;
use super::env::{Env, Param, ParamLength};
use super::goal::{Goal, Verdict};
use super::script::Script;
use super::step;
use super::timing::{Public, Watched};
use crate::lang::ast::{Call, Claim, Clause, Expr, Loop, Proof, Quote};
use crate::lift::exec::exec;
use crate::lift::ops::Ops;
use crate::lift::prim::Prim;
use crate::machine::elf::{Function, Image};
use crate::machine::run::Program;
use crate::symbolic::domain::{Notes, Symbolic};
use crate::symbolic::observe::Observation;
use crate::symbolic::path::Point;
use crate::symbolic::region::{Length, Region, Regions};
use crate::symbolic::state::SymState;
use crate::symbolic::stop::SymStop;
use crate::symbolic::stream::Stream;
use crate::term::{TermId, Terms};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How `modifies` calls the platform's register, which is one of the caller's where the platform has no use for it.
pub const PLATFORM: &str = "X18";

/// The clauses of a proof, sorted.
pub struct Clauses<'a> {
    pub requires: Vec<&'a Expr>,
    pub ensures: Vec<&'a Claim>,
    pub loops: Vec<&'a Loop>,
    pub calls: Vec<&'a Call>,
    pub modifies: Vec<String>,
    pub secret: Vec<String>,
}

impl<'a> Clauses<'a> {
    /// The X registers that must be preserved.
    pub fn kept(&self) -> std::ops::Range<usize> {
        let scratch = self.modifies.iter().any(|name| name == PLATFORM);
        if scratch { 19..30 } else { 18..30 }
    }

    /// Whether a parameter is secret.
    pub fn is_secret(&self, name: &str) -> bool {
        self.secret.iter().any(|secret| secret == name)
    }

    /// Sorts them.
    pub fn of(proof: &'a Proof) -> Clauses<'a> {
        let mut clauses = Clauses {
            requires: vec![],
            ensures: vec![],
            loops: vec![],
            calls: vec![],
            modifies: vec![],
            secret: vec![],
        };
        for clause in &proof.clauses {
            match clause {
                Clause::Requires(e) => clauses.requires.push(e),
                Clause::Ensures(e) => clauses.ensures.push(e),
                Clause::Loop(l) => clauses.loops.push(l),
                Clause::Then(call) => clauses.calls.push(call),
                Clause::Modifies(names) => clauses.modifies.extend(names.iter().map(|n| n.name.clone())),
                Clause::Secret(names) => clauses.secret.extend(names.iter().map(|n| n.name.clone())),
            }
        }
        clauses
    }
}

/// A loop whose head has been found in the code.
pub struct Head<'a> {
    pub address: u64,
    /// The instruction from which coming is no arrival.
    pub except: Option<u64>,
    pub text: String,
    pub source: &'a Loop,
}

impl Head<'_> {
    /// Where paths end.
    pub fn point(&self) -> Point {
        Point { address: self.address, except: self.except }
    }
}

/// The state of a proof.
pub struct Session<'a> {
    pub terms: Terms,
    pub program: Program<'a>,
    pub function: Function,
    pub env: Env<'a>,
    pub clauses: Clauses<'a>,
    pub heads: Vec<Head<'a>>,
    /// The routines that are called after the first, in order.
    pub calls: Vec<Next<'a>>,
    pub regions: Regions,
    pub entry: SymState,
    /// The state on entry of the routine that runs: the first, or one that is called after it.
    pub called: SymState,
    /// What each parameter is: its register on entry, or any value.
    pub values: Vec<TermId>,
    /// What holds on entry: `requires` and that regions fit into the address space.
    pub requires: Vec<TermId>,
    /// The same of the state on entry, in which what `requires` defines is what it is defined to be.
    pub facts: Vec<TermId>,
    /// The words of each fixed region on entry, in the order of [`Env`]'s inputs.
    pub old: Vec<TermId>,
    pub goals: Vec<Goal>,
    pub stack_depth: u64,
    /// Instructions executed symbolically.
    pub steps: u64,
    /// Derived bounds, as shown: name, greatest value.
    pub bounds: Vec<(String, u64)>,
    /// Every value that the last run of a part wrote, with its instruction.
    pub log: Vec<(u64, TermId)>,
    /// What the last run of a part showed to an observer.
    pub observations: Vec<Observation>,
    /// The number of the block that claims of all blocks are shown of, once there is one.
    pub(super) arbitrary: Option<TermId>,
    /// Blocks that the last run of a part read as they were before.
    pub(super) blocks: Vec<TermId>,
    pub public: Public,
    pub watched: Watched,
    /// What each loop changes, as shown.
    pub changed: Vec<(String, Vec<String>)>,
    /// Numbers of the lemmas that claims rest on.
    pub(super) lemmas: BTreeSet<usize>,
}

/// Why a proof ends without verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The script or the object is not usable: exit code 2.
    Unusable(String),
    /// The code does what the statement does not allow, at an instruction.
    Stop(Verdict, SymStop),
    /// A part of the statement cannot be shown, with the reason.
    Refused(Verdict, String),
}

impl Trouble {
    /// For people.
    pub fn text(self, image: &Image) -> String {
        match self {
            Trouble::Unusable(reason) | Trouble::Refused(_, reason) => reason,
            Trouble::Stop(_, stop) => format!("{}: {}", super::place(image, stop.pc), stop.kind),
        }
    }
}

impl<'a> Session<'a> {
    /// The proof of a script, before its first step.
    pub fn of(
        script: &'a Script,
        proof: &'a Proof,
        image: &'a Image,
        isa: &'a crate::lift::isa::Isa,
    ) -> Result<Session<'a>, Trouble> {
        let clauses = Clauses::of(proof);
        let env = Env::new(&script.standard, proof, &clauses.modifies).map_err(Trouble::Unusable)?;
        let function = image.function(&proof.name.name).map_err(|e| Trouble::Unusable(e.to_string()))?;
        Session::new(image, isa, env, clauses, function)
    }

    /// Sets up regions and the state on entry.
    fn new(
        image: &'a Image,
        isa: &'a crate::lift::isa::Isa,
        env: Env<'a>,
        clauses: Clauses<'a>,
        function: Function,
    ) -> Result<Session<'a>, Trouble> {
        let mut terms = Terms::default();
        let entry = SymState::unknown(&mut terms, 0);
        let values = env.params.iter().map(|param| match param {
            Param::Value { register, .. } | Param::Region { register: Some(register), .. } => {
                entry.x[*register as usize]
            }
            Param::Region { name, register: None, .. } => terms.var(64, format!("&{name}")),
            Param::Any { name, width } | Param::Global { name, width, .. } => terms.var(*width, name.clone()),
        });
        let values = values.collect();
        let mut session = Session {
            terms,
            program: Program::new(isa, image),
            function,
            env,
            clauses,
            heads: Vec::new(),
            calls: Vec::new(),
            regions: Regions::default(),
            called: entry.clone(),
            entry,
            values,
            requires: Vec::new(),
            facts: Vec::new(),
            old: Vec::new(),
            goals: Vec::new(),
            stack_depth: 0,
            steps: 0,
            bounds: Vec::new(),
            log: Vec::new(),
            observations: Vec::new(),
            arbitrary: None,
            blocks: Vec::new(),
            public: Public::default(),
            watched: Watched::default(),
            changed: Vec::new(),
            lemmas: BTreeSet::new(),
        };
        if session.clauses.ensures.is_empty() {
            return Err(Trouble::Unusable("a proof without `ensures` claims nothing; say what holds on return".into()));
        }
        if let Some(segment) = image.segments.iter().find(|s| s.writable && s.executable) {
            let name = &segment.name;
            return Err(Trouble::Unusable(format!("the code in `{name}` is writable, so it may change while it runs")));
        }
        session.find_heads()?;
        session.make_regions()?;
        session.make_globals()?;
        session.make_public();
        session.take_requires()?;
        session.find_calls()?;
        session.called = session.entry.clone();
        Ok(session)
    }

    fn make_regions(&mut self) -> Result<(), Trouble> {
        let params = self.env.params.clone();
        for (param, base) in params.iter().zip(self.values.clone()) {
            let Param::Region { name, element, length, writable, .. } = param else { continue };
            let contents = self.terms.add_region(name);
            let bytes = (*element / 8) as u32;
            let length = match length {
                ParamLength::Fixed(n) => Length::Fixed((n * bytes) as u64),
                ParamLength::Times { unit, count, rest } => self.times(unit * bytes, count, rest.as_ref())?,
            };
            self.regions.list.push(Region { name: name.clone(), base, length, writable: *writable, contents });
        }
        let contents = self.terms.add_region("stack");
        let (name, base) = ("stack".to_string(), self.entry.sp);
        self.regions.list.push(Region { name, base, length: Length::Stack, writable: true, contents });
        self.entry.cells = vec![Default::default(); self.regions.list.len()];
        let untouched = |region: &Region| Stream { contents: region.contents, stores: Vec::new() };
        self.entry.streams = self.regions.list.iter().map(untouched).collect();
        self.old = self.old_words(&params)?;
        Ok(())
    }

    /// A length, with the bound that the address space sets: `unit * count`, with a rest below the unit, is below 2^64.
    fn times(&mut self, unit: u32, count: &Expr, rest: Option<&Expr>) -> Result<Length, Trouble> {
        let number = self.count_term(count)?;
        let behind = rest.map_or(0, |_| unit as u64 - 1);
        let most = (u64::MAX - behind) / unit as u64;
        let bound = self.terms.constant(64, most as u128);
        let fits = self.terms.at_most(number, bound);
        self.requires.push(fits);
        self.bounds.push((crate::lang::printer::expression(count), most));
        let rest = rest.map(|rest| self.rest_term(rest, unit)).transpose()?;
        Ok(Length::Times { unit, count: number, rest })
    }

    /// What is behind the last unit of a length: that it is less than one is a goal, whatever `requires` says.
    fn rest_term(&mut self, rest: &Expr, unit: u32) -> Result<TermId, Trouble> {
        let term = self.count_term(rest)?;
        let unit = self.terms.constant(64, unit.into());
        let claim = self.terms.less(term, unit);
        let name = format!("a region's rest of {} bytes is less than a block", crate::lang::printer::expression(rest));
        self.goal(Verdict::Memory, name, &[], claim);
        Ok(term)
    }

    fn count_term(&mut self, count: &Expr) -> Result<TermId, Trouble> {
        let ops = self.count_ops(count)?;
        let inputs = self.values.clone();
        Ok(step::run(&mut self.terms, &ops, &inputs).map_err(Trouble::Unusable)?[0])
    }

    /// A length depends on values in registers only.
    fn count_ops(&self, count: &Expr) -> Result<Rc<Ops>, Trouble> {
        let values = Env {
            standard: self.env.standard,
            params: self.env.params.iter().map(as_value).collect(),
            numbers: self.env.numbers.clone(),
            case: Vec::new(),
        };
        values.value(&[], &[], count).map_err(Trouble::Unusable)
    }

    fn old_words(&mut self, params: &[Param]) -> Result<Vec<TermId>, Trouble> {
        let mut old = Vec::new();
        for (param, base) in params.iter().zip(self.values.clone()) {
            let Param::Region { element, length: ParamLength::Fixed(n), .. } = param else { continue };
            let bytes = element / 8;
            for word in 0..*n {
                let at = self.terms.constant(64, (word * bytes as u32) as u128);
                let address = self.terms.binary(Prim::Add, base, at);
                let mut entry = self.entry.clone();
                let loaded = self.with_domain(&mut entry, &[], |domain| domain.load_term(address, bytes));
                old.push(loaded.map_err(|kind| Trouble::Unusable(kind.to_string()))?.0);
            }
        }
        Ok(old)
    }

    /// Runs something in the domain of terms, outside of the program; with what it takes for granted.
    fn with_domain<T>(
        &mut self,
        state: &mut SymState,
        inputs: &[TermId],
        f: impl FnOnce(&mut Symbolic) -> Result<T, crate::symbolic::stop::SymStopKind>,
    ) -> Result<(T, Vec<TermId>), crate::symbolic::stop::SymStopKind> {
        let mut notes = Notes::default();
        let image = self.program.image;
        let mut domain = Symbolic::new(&mut self.terms, &self.regions, image, state, &mut notes, 0);
        domain.inputs = inputs;
        let value = f(&mut domain)?;
        let mut asserts: Vec<TermId> = notes.asserts.into_iter().map(|a| a.0).collect();
        // Blocks with different numbers are different bytes only if the region has them.
        for access in notes.accesses.iter().filter(|access| access.blocks) {
            asserts.push(access.goal(&mut self.terms, &self.regions));
        }
        Ok((value, asserts))
    }

    /// An expression of the script in a state; with what it takes for granted.
    pub fn evaluate(
        &mut self,
        ops: &Ops,
        state: &mut SymState,
        ghosts: &[TermId],
    ) -> Result<(TermId, Vec<TermId>), Trouble> {
        self.evaluate_apart(ops, state, ghosts, None)
    }

    /// The same, where a block is none of those which have been written, as facts say.
    pub(super) fn evaluate_apart(
        &mut self,
        ops: &Ops,
        state: &mut SymState,
        ghosts: &[TermId],
        apart: Option<TermId>,
    ) -> Result<(TermId, Vec<TermId>), Trouble> {
        let mut inputs = self.values.clone();
        inputs.extend(&self.old);
        inputs.extend(ghosts);
        let mut slots = Vec::new();
        let evaluated = self.with_domain(state, &inputs, |domain| {
            domain.apart = apart;
            exec(ops, domain, &mut slots)?;
            Ok(slots[ops.outputs[0] as usize])
        });
        evaluated.map_err(|kind| Trouble::Unusable(format!("an expression of the script {kind}")))
    }

    fn find_heads(&mut self) -> Result<(), Trouble> {
        let loops = self.clauses.loops.clone();
        for source in loops {
            let address = self.find_text(source, &source.at)?;
            let except = source.except.as_ref().map(|quote| self.find_text(source, quote)).transpose()?;
            let text = self.program.isa.disassemble(self.program.image.word(address).unwrap_or(0));
            self.heads.push(Head { address, except, text, source });
            let head = self.heads.len() - 1;
            self.env.check_lets(&self.ghost_names(head), &self.lets(head)).map_err(Trouble::Unusable)?;
        }
        Ok(())
    }

    /// The address of a quoted instruction in the routine.
    fn find_text(&self, l: &Loop, quote: &Quote) -> Result<u64, Trouble> {
        let wanted = canonical(&quote.text);
        let function = match &l.routine {
            Some(name) => self.program.image.function(&name.name).map_err(|e| Trouble::Unusable(e.to_string()))?,
            None => self.function.clone(),
        };
        let hits: Vec<u64> = (function.address..function.address + function.size)
            .step_by(4)
            .filter(|&at| {
                let word = self.program.image.word(at);
                word.is_some_and(|word| canonical(&self.program.isa.disassemble(word)) == wanted)
            })
            .collect();
        let name = &function.name;
        match hits.get(quote.occurrence as usize - 1) {
            Some(_) if hits.len() > 1 && !self.env.standard.sources.snippet(quote.span).contains("\" #") => {
                let message = format!("`{name}` holds this instruction {} times; say which: `\"...\" #1`", hits.len());
                Err(Trouble::Unusable(self.env.at(quote.span, &message)))
            }
            Some(&address) => Ok(address),
            None => {
                let message = format!(
                    "`{name}` holds this instruction {} times, expected at least {}; the code may have changed",
                    hits.len(),
                    quote.occurrence
                );
                Err(Trouble::Unusable(self.env.at(quote.span, &message)))
            }
        }
    }
}

/// A parameter as the length of a region sees it: an address is a number too.
fn as_value(param: &Param) -> Param {
    match param {
        Param::Region { name, .. } => Param::Any { name: name.clone(), width: 64 },
        other => other.clone(),
    }
}

/// Assembly text made comparable: lower case, no spaces but one behind the mnemonic, register ranges written out.
pub fn canonical(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let (mnemonic, operands) = text.split_once(char::is_whitespace).unwrap_or((&text, ""));
    let operands: String = operands.chars().filter(|c| !c.is_whitespace()).collect();
    format!("{mnemonic} {}", expand_range(&operands))
}

/// `{v4.16b-v7.16b}` is `{v4.16b,v5.16b,v6.16b,v7.16b}`.
fn expand_range(operands: &str) -> String {
    let expand = || -> Option<String> {
        let (before, rest) = operands.split_once('{')?;
        let (list, after) = rest.split_once('}')?;
        let (first, last) = list.split_once('-')?;
        let (first, suffix) = first.strip_prefix('v')?.split_once('.')?;
        let (last, _) = last.strip_prefix('v')?.split_once('.')?;
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let count = (last + 32 - first) % 32;
        let names: Vec<String> = (0..=count).map(|n| format!("v{}.{suffix}", (first + n) % 32)).collect();
        Some(format!("{before}{{{}}}{after}", names.join(",")))
    };
    expand().unwrap_or_else(|| operands.to_string())
}
