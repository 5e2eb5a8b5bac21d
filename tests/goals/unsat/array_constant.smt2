; An array that holds one value everywhere.
(set-logic ALL)
(set-info :status unsat)
(declare-const i (_ BitVec 16))
(assert (distinct (select (store ((as const (Array (_ BitVec 16) (_ BitVec 8))) #x2a) #x0001 #x2a) i) #x2a))
(check-sat)
