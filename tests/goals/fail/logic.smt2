; expect: 2:12: the logics read are QF_BV
(set-logic QF_LIA)
(check-sat)
