; expect: expected #x and hexadecimal or #b and binary digits, found `#b012`
(set-logic QF_BV)
(assert (= #b012 #b000))
(check-sat)
