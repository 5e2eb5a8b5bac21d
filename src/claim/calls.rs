//! Routines that are called one after the other: what holds when the next one is entered.

use super::flow::Arrival;
use super::goal::Verdict;
use super::session::{Session, Trouble};
use crate::lang::ast::Call;
use crate::lift::ops::Ops;
use crate::machine::elf::Function;
use crate::symbolic::region::Length;
use crate::symbolic::state::SymState;
use crate::term::TermId;
use std::rc::Rc;

/// A routine that is called when the one before has returned.
pub struct Next<'a> {
    pub function: Function,
    pub source: &'a Call,
    /// What X0, X1 and so on hold on its entry, in the state that the routine before left.
    pub arguments: Vec<Rc<Ops>>,
}

/// AAPCS64 passes the first eight arguments in X0 to X7.
const REGISTERS: usize = 8;

impl<'a> Session<'a> {
    pub(super) fn find_calls(&mut self) -> Result<(), Trouble> {
        let calls = self.clauses.calls.clone();
        self.calls = calls.into_iter().map(|call| self.find_call(call)).collect::<Result<_, _>>()?;
        Ok(())
    }

    fn find_call(&self, source: &'a Call) -> Result<Next<'a>, Trouble> {
        let at = |message: &str| Trouble::Unusable(self.env.at(source.routine.span, message));
        let function = self.program.image.function(&source.routine.name).map_err(|e| at(&e.to_string()))?;
        if source.arguments.len() > REGISTERS {
            return Err(at("more than eight arguments; AAPCS64 passes the first eight in registers"));
        }
        let arguments = source.arguments.iter().map(|e| self.env.value(&[], &[], e));
        let arguments = arguments.collect::<Result<_, _>>().map_err(Trouble::Unusable)?;
        Ok(Next { function, source, arguments })
    }

    /// The states on entry of the n-th call, for those in which the routine before returned: that has kept to AAPCS64;
    /// the caller may have changed every register since, but SP, and the stack below it, but no region.
    pub(super) fn call(&mut self, n: usize, returns: &[Arrival]) -> Result<Vec<Arrival>, Trouble> {
        self.must_return(returns)?;
        self.must_have_no_case(returns, "a routine that is called")?;
        returns.iter().for_each(|arrival| self.abi_goals(arrival));
        self.called = self.registers(n);
        let arguments: Vec<Rc<Ops>> = self.calls[n].arguments.clone();
        let stack = self.fresh_stack(n);
        returns.iter().map(|arrival| self.entered(&arguments, stack, arrival)).collect()
    }

    /// Any registers; SP is the same for all calls.
    fn registers(&mut self, n: usize) -> SymState {
        let mut state = SymState::named(&mut self.terms, &format!("#{}", n + 2));
        state.sp = self.entry.sp;
        self.public.vars.insert(state.x[30]);
        state
    }

    /// The number of the stack's region, whose bytes are any from now on.
    fn fresh_stack(&mut self, n: usize) -> usize {
        let stack = self.regions.list.iter().position(|region| region.length == Length::Stack);
        let stack = stack.expect("every session has a stack");
        self.regions.list[stack].contents = self.terms.add_region(format!("stack#{}", n + 2));
        stack
    }

    fn entered(&mut self, arguments: &[Rc<Ops>], stack: usize, left: &Arrival) -> Result<Arrival, Trouble> {
        let mut values: Vec<TermId> = Vec::new();
        for ops in arguments {
            let (value, asserts) = self.evaluate(ops, &mut left.state.clone(), &[])?;
            values.push(value);
            for claim in asserts {
                self.goal(Verdict::Function, "an argument's slices are in bounds".into(), &left.facts, claim);
            }
        }
        let mut state = SymState {
            cells: left.state.cells.clone(),
            streams: left.state.streams.clone(),
            way: left.state.way,
            ..self.called.clone()
        };
        state.cells[stack].clear();
        state.x.iter_mut().zip(values).for_each(|(x, value)| *x = value);
        Ok(Arrival { state, facts: left.facts.clone(), each: left.each.clone(), case: None })
    }
}
