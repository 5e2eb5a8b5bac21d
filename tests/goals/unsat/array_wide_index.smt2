; Indices of 256 bits and elements of 200.
(set-logic QF_ABV)
(set-info :status unsat)
(declare-const i (_ BitVec 256))
(declare-const j (_ BitVec 256))
(declare-const v (_ BitVec 200))
(declare-const m (Array (_ BitVec 256) (_ BitVec 200)))
(assert (distinct (select (store (store m i v) j (bvnot v)) i) (ite (= i j) (bvnot v) v)))
(check-sat)
