; A place that is read from the array itself.
(set-logic QF_ABV)
(set-info :status sat)
(declare-const m (Array (_ BitVec 8) (_ BitVec 8)))
(assert (= (select m (select m #x00)) #x07))
(assert (bvugt (select m #x00) #x80))
(check-sat)
