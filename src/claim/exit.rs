//! What must hold on return: `ensures`, and the procedure call standard.

use super::each::Scope;
use super::flow::Arrival;
use super::goal::Verdict;
use super::session::{Session, Trouble};
use crate::lang::printer::expression;
use crate::lift::system::System;

impl Session<'_> {
    /// The goals of every way out, and of the lemmas that claims rest on.
    pub fn exit_goals(&mut self, returns: &[Arrival]) -> Result<(), Trouble> {
        self.must_return(returns)?;
        for arrival in returns {
            for arrival in self.returned(arrival)? {
                self.look_at(arrival.case.as_ref());
                self.ensures_goals(&arrival)?;
                self.abi_goals(&arrival);
            }
        }
        self.look_at(None);
        self.lemma_goals()
    }

    /// Of what never comes back, anything could be said.
    pub(super) fn must_return(&self, returns: &[Arrival]) -> Result<(), Trouble> {
        match returns {
            [] => Err(Trouble::Refused(Verdict::Function, "no path returns".into())),
            _ => Ok(()),
        }
    }

    fn ensures_goals(&mut self, arrival: &Arrival) -> Result<(), Trouble> {
        let ensures = self.clauses.ensures.clone();
        for claim in ensures {
            let parts = self.claim_parts(claim, &arrival.state, Scope::default())?;
            self.part_goals(&expression(&claim.claim), "exit", parts, arrival);
        }
        Ok(())
    }

    /// AAPCS64, "Parameter passing / Core registers": X19 to X29 and SP, and X18,
    /// which belongs to the platform, unless the script says that it may change, as it may on Linux;
    /// "SIMD and floating-point registers": the low
    /// 64 bits of V8 to V15; FPCR, and with it TPIDR_EL0 and DIT, which belong to the platform and to the caller.
    /// The path ended because control went to the address that X30 held on entry. Of each routine that is called.
    pub(super) fn abi_goals(&mut self, arrival: &Arrival) {
        for n in self.clauses.kept() {
            let claim = self.terms.equal(arrival.state.x[n], self.called.x[n]);
            self.goal(Verdict::Abi, format!("X{n} is preserved"), &arrival.facts, claim);
        }
        for n in 8..16 {
            let now = self.terms.extract(64, arrival.state.v[n], 0);
            let before = self.terms.extract(64, self.called.v[n], 0);
            let claim = self.terms.equal(now, before);
            self.goal(Verdict::Abi, format!("D{n} is preserved"), &arrival.facts, claim);
        }
        for register in [System::Fpcr, System::TpidrEl0, System::Dit] {
            let (now, before) = (arrival.state.system[register as usize], self.called.system[register as usize]);
            let claim = self.terms.equal(now, before);
            self.goal(Verdict::Abi, format!("{} is preserved", register.name()), &arrival.facts, claim);
        }
        let claim = self.terms.equal(arrival.state.sp, self.called.sp);
        self.goal(Verdict::Abi, "SP is preserved".into(), &arrival.facts, claim);
    }
}
