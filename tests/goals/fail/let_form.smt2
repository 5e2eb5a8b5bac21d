; expect: expected (name term)
(set-logic QF_BV)
(assert (let ((x)) true))
(check-sat)
