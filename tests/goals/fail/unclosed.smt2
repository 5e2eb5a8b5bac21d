; expect: 3:1: this `(` is never closed
(set-logic QF_BV)
(assert true
