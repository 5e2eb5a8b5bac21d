; expect: 4:1: a second question
(set-logic QF_BV)
(check-sat)
(assert true)
