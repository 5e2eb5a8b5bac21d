; Truths: implication from the right, exclusive or, several arguments.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const p Bool)
(declare-fun q () Bool)
(declare-const r Bool)
(assert (not (and
  (= (=> p q r) (or (not p) (not q) r))
  (= (xor p q r) (distinct p (distinct q r)))
  (= (ite p q r) (and (=> p q) (=> (not p) r)))
  (= (distinct p q r) false)
  (= (= p q r) (and (= p q) (= q r))))))
(check-sat)
