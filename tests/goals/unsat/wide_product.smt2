; A product of 64 by 64 bits in 136 bits has zeros on top.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 64))
(define-fun wide ((a (_ BitVec 64))) (_ BitVec 136) ((_ zero_extend 72) a))
(assert (distinct ((_ extract 135 128) (bvmul (wide x) (wide #x0000000000010001))) #x00))
(check-sat)
