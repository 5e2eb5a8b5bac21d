//! One case again, with all that it reads and changes.

use super::super::names::value_text;
use super::super::{Answer, put, verdict};
use super::report::{both, rows};
use vambrace::conform::case::Case;
use vambrace::conform::compare::{Row, compare};
use vambrace::conform::model::{Expected, Model};
use vambrace::conform::oracle::Oracle;
use vambrace::conform::round::{Group, Round, STATES};
use vambrace::machine::{Place, State};

/// Runs case `number` of the only encoding.
pub fn again(round: &Round, encodings: &[usize], number: u64, command: &str) -> Answer {
    let [encoding] = encodings else {
        return Err(format!("--case needs one encoding, and --only names {}", encodings.len()));
    };
    let mut oracle = Oracle::start(command).map_err(|error| error.to_string())?;
    let hello = oracle.hello().clone();
    let mut model = Model::new(&hello)?;
    let group =
        round.make(*encoding, number / STATES, STATES, &mut model, &hello).map_err(|error| error.to_string())?;
    let made = match group {
        Group::Skipped(skip) => return Err(format!("case {number} is not run: {}", skip.reason())),
        Group::Made(made) => made,
    };
    let Some((case, made)) = made.into_iter().find(|(_, made)| made.number == number) else {
        return Err(format!("there is no case {number}; its state could not be made"));
    };
    let outcomes = oracle.run(std::slice::from_ref(&case)).map_err(|error| error.to_string())?;
    let outcome = &outcomes[0];
    let different = compare(&case, &made.expected, outcome, &hello);
    let mut text = format!("{} case {number}\n", round.isa.instructions[*encoding].name.name);
    text += &both(round.isa, &case, hello.slot);
    let mut shown = states(&case, &made.expected, &outcome.state);
    shown.extend(different.iter().filter(|row| row.place == "event" || row.place.starts_with("data")).cloned());
    text += &rows(&shown);
    text += if different.is_empty() { "no difference\n" } else { "they differ\n" };
    put(&text);
    Ok(verdict(different.is_empty()))
}

/// All registers that are not zero before, or that anybody changes.
fn states(case: &Case, expected: &Expected, theirs: &State) -> Vec<Row> {
    let ours = match expected {
        Expected::Done(after) => &after.0,
        Expected::Fault { state, .. } => state,
        _ => &case.state,
    };
    let text = |state: &State, place: Place| value_text(place, state.get(place));
    let row = |place: Place| Row {
        place: place.name(),
        before: text(&case.state, place),
        ours: text(ours, place),
        theirs: text(theirs, place),
    };
    let mut rows = vec![Row {
        place: "PC".into(),
        before: format!("{:#x}", case.state.pc),
        ours: format!("{:#x}", ours.pc),
        theirs: format!("{:#x}", theirs.pc),
    }];
    rows.extend(Place::registers().map(row).filter(|row| row.ours != row.before || row.theirs != row.before));
    let changed: Vec<String> = rows.iter().map(|row| row.place.clone()).collect();
    rows.extend(Place::registers().map(row).filter(|row| !changed.contains(&row.place)));
    rows
}
