; expect: `x` takes no arguments
(set-logic QF_BV)
(declare-const x Bool)
(assert (x true))
(check-sat)
