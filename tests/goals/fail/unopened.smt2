; expect: 4:1: this `)` closes nothing
(set-logic QF_BV)
(assert true)
)
