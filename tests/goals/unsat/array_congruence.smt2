; Equal indices read equal elements; words of 32 bits at 64 bits.
(set-logic QF_ABV)
(set-info :status unsat)
(declare-const i (_ BitVec 64))
(declare-const j (_ BitVec 64))
(declare-const m (Array (_ BitVec 64) (_ BitVec 32)))
(assert (= i j))
(assert (distinct (select m i) (select m j)))
(check-sat)
