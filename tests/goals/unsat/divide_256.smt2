; Division of 256 bits, of constants; the divisor may be zero.
(set-logic QF_BV)
(set-info :status unsat)
(assert (not (and
  (= (bvudiv #xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff #x0000000000000000000000000000000000000000000000010000000000000000) #x0000000000000000ffffffffffffffffffffffffffffffffffffffffffffffff)
  (= (bvurem #x0000359ba2b98ca11d6864a331b45ae7114c01ffbdcf60cc16e692fb63c6e219 #x00000000000000000000000000000000000000001d6329f1c35ca4bfabb9f561) #x0000000000000000000000000000000000000000114f19859f3d92d673cbd88d)
  (= (bvsdiv #xffffca645d46735ee2979b5cce4ba518eeb3fe0042309f33e9196d049c391de7 #x00000000000000000000000000000000000000001d6329f1c35ca4bfabb9f561) #xfffffffffffffffffffffffffffe2d0245d4c37954ab936c0e76ce55e8a8d6f4)
  (= (bvudiv #x0000359ba2b98ca11d6864a331b45ae7114c01ffbdcf60cc16e692fb63c6e219 #x0000000000000000000000000000000000000000000000000000000000000000) #xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff))))
(check-sat)
