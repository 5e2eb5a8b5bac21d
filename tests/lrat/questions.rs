//! Clauses without a solution.

use vambrace::kernel::blast::Blaster;
use vambrace::kernel::cnf::Cnf;
use vambrace::lift::prim::Prim;
use vambrace::term::Terms;

/// Clauses over variables 1 to `variables`.
#[derive(Clone)]
pub struct Question {
    pub variables: usize,
    pub clauses: Vec<Vec<i32>>,
}

/// One pigeon more than holes.
pub fn pigeons(holes: i32) -> Question {
    let sits = |pigeon: i32, hole: i32| holes * pigeon + hole + 1;
    let mut clauses: Vec<Vec<i32>> = Vec::new();
    for pigeon in 0..=holes {
        clauses.push((0..holes).map(|hole| sits(pigeon, hole)).collect());
        for other in 0..pigeon {
            clauses.extend((0..holes).map(|hole| vec![-sits(pigeon, hole), -sits(other, hole)]));
        }
    }
    Question { variables: (holes * (holes + 1)) as usize, clauses }
}

/// `x * (y + z)` and `x * y + x * z` of four bits, said to differ.
pub fn goal() -> Question {
    let mut terms = Terms::default();
    let [x, y, z] = ["x", "y", "z"].map(|name| terms.var(4, name));
    let sum = terms.binary(Prim::Add, y, z);
    let left = terms.binary(Prim::Mul, x, sum);
    let (xy, xz) = (terms.binary(Prim::Mul, x, y), terms.binary(Prim::Mul, x, z));
    let right = terms.binary(Prim::Add, xy, xz);
    let equal = terms.equal(left, right);
    let mut blaster = Blaster::default();
    assert!(blaster.blast(&terms, &[equal], 1_000_000));
    let output = !blaster.bits(equal)[0];
    let cnf = Cnf::new(&blaster.aig, &[output]);
    Question { variables: cnf.variables, clauses: cnf.clauses }
}
