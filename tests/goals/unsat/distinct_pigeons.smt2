; Three values do not fit into one bit.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 1))
(declare-const y (_ BitVec 1))
(declare-const z (_ BitVec 1))
(assert (distinct x y z))
(check-sat)
