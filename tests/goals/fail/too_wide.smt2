; expect: bit-vectors have at most 16384 bits here
(set-logic QF_BV)
(declare-const x (_ BitVec 99999999))
(check-sat)
