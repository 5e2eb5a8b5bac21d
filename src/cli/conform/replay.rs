//! Compares the texts with a recording.

use super::counts::Counts;
use super::report::SHOWN;
use std::collections::BTreeMap;
use std::time::Instant;
use vambrace::conform::model::{Expected, Lift, Model, lift};
use vambrace::conform::round::{Made, Tally};
use vambrace::conform::vectors::{Vector, read};
use vambrace::conform::wire::Hello;
use vambrace::lift::isa::Isa;

/// Every recorded case of these encodings.
pub fn replay(isa: &Isa, text: &str, encodings: &[usize]) -> Result<Counts, String> {
    let started = Instant::now();
    let vectors = read(text)?;
    let mut model = Model::new(&vectors.hello)?;
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for vector in &vectors.list {
        let found = isa.find(vector.case.word).filter(|n| isa.instructions[*n].name.name == vector.encoding);
        let Some(n) = found else {
            return Err(format!("line {}: {:08x} is no {} here", vector.line, vector.case.word, vector.encoding));
        };
        if encodings.contains(&n) {
            one(isa, vector, &mut model, &vectors.hello, tallies.entry(n).or_default())?;
        }
    }
    Ok(Counts {
        oracle: format!("recording of {}", vectors.oracle),
        seed: vectors.seed,
        encodings: tallies.into_iter().map(|(n, tally)| (n, tally, String::new())).collect(),
        seconds: started.elapsed().as_secs_f64(),
        interrupted: false,
        hello: vectors.hello,
    })
}

fn one(isa: &Isa, vector: &Vector, model: &mut Model, hello: &Hello, tally: &mut Tally) -> Result<(), String> {
    let expected = match lift(isa, vector.case.word, hello).map_err(|error| format!("line {}: {error}", vector.line))? {
        Lift::Run(lifted) => model.run(&lifted, &vector.case),
        Lift::Undefined => Expected::Undefined,
        Lift::Skip(skip) => {
            *tally.skipped.entry(skip).or_default() += 1;
            return Ok(());
        }
    };
    let made = Made { number: vector.line as u64, fill: 0, expected };
    tally.count(vector.case.clone(), made, &vector.outcome, hello, SHOWN);
    Ok(())
}
