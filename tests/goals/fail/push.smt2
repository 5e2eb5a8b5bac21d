; expect: `push` is not read: it makes several questions of one file
(set-logic QF_BV)
(push 1)
(assert true)
(check-sat)
