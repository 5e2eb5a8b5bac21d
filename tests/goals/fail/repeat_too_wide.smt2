; expect: bit-vectors have at most 16384 bits here
(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= x ((_ repeat 4000000000) x)))
(check-sat)
