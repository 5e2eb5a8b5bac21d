; Decimal constants of any width.
(set-logic QF_BV)
(set-info :status unsat)
(assert (not (and (= (_ bv255 8) #xff) (= (_ bv1606938044258990275541962092341162602522202993782792835301375 200) (bvnot (_ bv0 200))) (= (_ bv5 3) #b101))))
(check-sat)
