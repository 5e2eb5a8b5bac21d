; A rotation is two shifts.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 32))
(assert (not (= ((_ rotate_left 5) x) (bvor (bvshl x #x00000005) (bvlshr x #x0000001b)))))
(check-sat)
