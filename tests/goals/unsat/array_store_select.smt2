; What is stored is read, and other places stay.
(set-logic QF_ABV)
(set-info :status unsat)
(declare-const i (_ BitVec 32))
(declare-const j (_ BitVec 32))
(declare-const v (_ BitVec 8))
(declare-const m (Array (_ BitVec 32) (_ BitVec 8)))
(assert (not (= (select (store m i v) j) (ite (= i j) v (select m j)))))
(check-sat)
