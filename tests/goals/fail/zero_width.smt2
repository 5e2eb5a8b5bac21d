; expect: a bit-vector has at least one bit
(set-logic QF_BV)
(declare-const x (_ BitVec 0))
(check-sat)
