; expect: expected (check-sat), found the end of the file
(set-logic QF_BV)
(assert true)
