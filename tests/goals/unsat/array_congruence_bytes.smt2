; Equal indices read equal bytes.
(set-logic QF_ABV)
(set-info :status unsat)
(declare-const i (_ BitVec 64))
(declare-const j (_ BitVec 64))
(declare-const m (Array (_ BitVec 64) (_ BitVec 8)))
(assert (= (bvadd i #x0000000000000001) j))
(assert (distinct (select m j) (select m (bvsub i #xffffffffffffffff))))
(check-sat)
