; |x| and x are one symbol; comments may hold ( and ".
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
; a ( comment "
(declare-const |y z| (_ BitVec 8))
(assert (= |x| |y z|))
(assert (distinct x |y z|))
(check-sat)
