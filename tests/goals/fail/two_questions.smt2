; expect: a second question
(set-logic QF_BV)
(check-sat)
(check-sat)
