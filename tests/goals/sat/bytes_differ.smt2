; Two bytes that differ, so two places.
(set-logic QF_ABV)
(set-info :status sat)
(declare-const i (_ BitVec 64))
(declare-const j (_ BitVec 64))
(declare-const m (Array (_ BitVec 64) (_ BitVec 8)))
(assert (distinct (select m i) (select m j)))
(check-sat)
