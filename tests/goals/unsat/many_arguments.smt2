; Sums, products and concatenations of several operands.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(declare-const z (_ BitVec 8))
(assert (not (and (= (bvadd x y z) (bvadd z (bvadd x y))) (= (concat x y z) (concat x (concat y z))) (= (bvxor x y x) y))))
(check-sat)
