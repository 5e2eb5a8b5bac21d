; The inner name hides the outer one, until its end.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(assert (not (= (let ((z (bvadd x #x01))) (bvsub (let ((z (bvadd z #x01))) z) z)) #x01)))
(check-sat)
