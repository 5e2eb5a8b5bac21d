; expect: takes 1 arguments, found 2
(set-logic QF_BV)
(define-fun f ((a Bool)) Bool (not a))
(assert (f true false))
(check-sat)
