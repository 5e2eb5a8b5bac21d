; Definitions take arrays.
(set-logic QF_ABV)
(set-info :status unsat)
(declare-const i (_ BitVec 8))
(declare-const m (Array (_ BitVec 8) (_ BitVec 16)))
(define-fun at ((a (Array (_ BitVec 8) (_ BitVec 16))) (k (_ BitVec 8))) (_ BitVec 16) (select a k))
(assert (distinct (at (store m i #x1234) i) #x1234))
(check-sat)
