//! Sweeping takes as many steps for a node of many blocks as for a node of one: its work is linear in practice.

use std::path::Path;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::step::run;
use vambrace::kernel::Kernel;
use vambrace::solve::sweep::Sweep;
use vambrace::term::{TermId, Terms};

/// Steps of the kernel, and terms, for so many blocks by two forms of the function.
fn check(script: &Script, blocks: usize) -> (usize, usize) {
    let mut terms = Terms::default();
    let mut states: Vec<Vec<TermId>> = vec![(0..8).map(|n| terms.var(64, format!("H[{n}]"))).collect(); 2];
    for block in 0..blocks {
        let message: Vec<TermId> = (0..128).map(|n| terms.var(8, format!("M{block}[{n}]"))).collect();
        for (state, function) in states.iter_mut().zip(["compress", "compress_moved"]) {
            let step = script.standard.step(function, 8, 64, 128).expect("a function of the script");
            let inputs = [state.clone(), message.clone()].concat();
            *state = run(&mut terms, &step, &inputs).expect("words");
        }
    }
    let standard = &script.standard;
    let made = terms.len();
    let mut kernel = Kernel::new(&mut terms, standard);
    Sweep::default().sweep(&mut kernel, &states.concat());
    assert!(states[0].iter().zip(&states[1]).all(|(&a, &b)| kernel.same(a, b)), "{blocks} blocks are shown");
    (kernel.steps(), made)
}

#[test]
fn steps_for_each_node_do_not_grow() {
    let script = Script::read(Path::new("proofs/lemmas/sha512_block.proof"), &Edits::NONE).expect("reads");
    let ratio = |(steps, terms): (usize, usize)| steps as f64 / terms as f64;
    let (one, many) = (ratio(check(&script, 1)), ratio(check(&script, 64)));
    println!("steps for each node: {one:.3} of 1 block, {many:.3} of 64");
    assert!(many <= 1.1 * one, "{one} steps for a node of 1 block, {many} of 64");
}
