; Elements of 32 bits that differ.
(set-logic QF_ABV)
(set-info :status sat)
(declare-const i (_ BitVec 16))
(declare-const j (_ BitVec 16))
(declare-const m (Array (_ BitVec 16) (_ BitVec 32)))
(assert (bvult (select m i) (select m j)))
(check-sat)
