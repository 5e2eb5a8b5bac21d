; What follows the question is read over.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 3))
(assert (bvult x #b010))
(check-sat)
(get-model)
(get-value (x))
(exit)
this is never read (