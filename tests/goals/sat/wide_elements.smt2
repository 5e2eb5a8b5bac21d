; Elements of 256 bits.
(set-logic QF_ABV)
(set-info :status sat)
(declare-const i (_ BitVec 16))
(declare-const j (_ BitVec 16))
(declare-const m (Array (_ BitVec 16) (_ BitVec 256)))
(assert (bvult (select m i) (select (store m j (_ bv9 256)) i)))
(assert (bvugt (select m i) (_ bv7 256)))
(check-sat)
