; expect: an equation of arrays is read only as the definition
(set-logic QF_ABV)
(declare-const m (Array (_ BitVec 8) (_ BitVec 8)))
(declare-const n (Array (_ BitVec 8) (_ BitVec 8)))
(assert (= m (store m #x00 #x00)))
(check-sat)
