; expect: `x` has a meaning already
(set-logic QF_BV)
(declare-const x Bool)
(declare-const x Bool)
(check-sat)
