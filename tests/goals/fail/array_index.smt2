; expect: `select` takes an array and its index
(set-logic QF_ABV)
(declare-const m (Array (_ BitVec 8) (_ BitVec 8)))
(declare-const n (Array (_ BitVec 8) (_ BitVec 8)))
(assert (= #x00 (select m #x000)))
(check-sat)
