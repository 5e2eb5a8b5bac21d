; A body does not see what is bound around its use.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(define-fun plus_y ((a (_ BitVec 8))) (_ BitVec 8) (bvadd a y))
(assert (not (= (let ((y #x00)) (plus_y x)) (bvadd x y))))
(check-sat)
