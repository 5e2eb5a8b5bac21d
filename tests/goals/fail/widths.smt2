; expect: takes vectors of one width, found 8 and 9 bits
(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= x (bvadd x (_ bv1 9))))
(check-sat)
