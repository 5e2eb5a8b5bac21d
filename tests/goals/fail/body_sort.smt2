; expect: `f` is declared as Bool, its body is (_ BitVec 8)
(set-logic QF_BV)
(define-fun f () Bool #x00)
(check-sat)
