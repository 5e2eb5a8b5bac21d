; expect: an equation of arrays is read only as the definition
(set-logic QF_ABV)
(declare-const m (Array (_ BitVec 8) (_ BitVec 8)))
(declare-const n (Array (_ BitVec 8) (_ BitVec 8)))
(assert (= (select m #x00) (select n #x00)))
(assert (= m n))
(check-sat)
