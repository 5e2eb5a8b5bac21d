; expect: arrays of arrays are not read
(set-logic QF_ABV)
(declare-const m (Array (_ BitVec 8) (Array (_ BitVec 8) (_ BitVec 8))))
(check-sat)
