; expect: this number does not fit into 8 bits
(set-logic QF_BV)
(assert (= (_ bv256 8) #x00))
(check-sat)
