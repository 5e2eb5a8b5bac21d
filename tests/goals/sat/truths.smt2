; Truths and odd names.
(set-logic QF_BV)
(set-info :status sat)
(declare-const |a b| Bool)
(declare-const q! Bool)
(assert (and |a b| (not q!)))
(check-sat)
