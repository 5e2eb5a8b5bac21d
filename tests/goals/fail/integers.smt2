; expect: expected a term, found `7`
(set-logic QF_BV)
(assert (= 7 7))
(check-sat)
