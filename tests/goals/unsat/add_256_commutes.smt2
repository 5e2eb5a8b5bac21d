; Addition of 256 bits commutes.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 256))
(declare-const y (_ BitVec 256))
(assert (distinct (bvadd x y) (bvadd y x)))
(check-sat)
