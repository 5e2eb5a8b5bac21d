; expect: expected a term, found `()`
(set-logic QF_BV)
(assert ())
(check-sat)
