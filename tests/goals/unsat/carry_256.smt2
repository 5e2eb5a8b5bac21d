; A sum is below an operand exactly when it wraps.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 160))
(declare-const y (_ BitVec 160))
(define-fun wide () (_ BitVec 161) (bvadd ((_ zero_extend 1) x) ((_ zero_extend 1) y)))
(assert (not (= (bvult (bvadd x y) x) (= ((_ extract 160 160) wide) #b1))))
(check-sat)
