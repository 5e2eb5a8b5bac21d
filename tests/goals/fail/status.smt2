; expect: expected sat, unsat or unknown
(set-logic QF_BV)
(set-info :status maybe)
(check-sat)
