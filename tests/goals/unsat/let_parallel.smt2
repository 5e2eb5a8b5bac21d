; The names of one let do not see each other.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(assert (not (= (let ((x y) (y x)) (bvsub x y)) (bvsub y x))))
(check-sat)
