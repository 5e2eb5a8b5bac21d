; expect: 4:56: nothing is called `f` here
(set-logic QF_BV)

(define-fun f ((x (_ BitVec 8))) (_ BitVec 8) (bvadd x (f x)))
(check-sat)
