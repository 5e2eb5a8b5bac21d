; expect: this |symbol| has no second bar
(set-logic QF_BV)
(declare-const |x Bool)
(check-sat)
