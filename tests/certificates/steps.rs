//! Steps dropped, doubled, swapped, and with other terms or rules.

use super::accepted::Counts;
use super::fixture::{Fixture, LEMMA, LOOP, all};
use vambrace::certificate::Certificate;
use vambrace::kernel::order::{Line, Proof};
use vambrace::kernel::step::Step;
use vambrace::kernel::unfold::Unfold;
use vambrace::term::TermId;

/// The certificate with one group changed.
fn changed(fixture: &Fixture, group: usize, change: impl FnOnce(&mut Vec<Step>)) -> Certificate {
    let mut certificate = fixture.certificate.clone();
    change(&mut certificate.groups[group]);
    certificate
}

/// Group, place and step.
fn steps(fixture: &Fixture) -> Vec<(usize, usize, Step)> {
    let groups = fixture.certificate.groups.iter().enumerate();
    groups.flat_map(|(g, steps)| steps.iter().cloned().enumerate().map(move |(n, step)| (g, n, step))).collect()
}

/// Without it nothing else shows what it showed.
fn is_needed(step: &Step) -> bool {
    matches!(step, Step::Open(_) | Step::Sat { .. } | Step::Unfold(_) | Step::Enumerate(..))
}

#[test]
fn dropped() {
    for fixture in all() {
        let (script, mut counts) = (fixture.script(), Counts::default());
        for (group, at, step) in steps(fixture) {
            let mutant = changed(fixture, group, |steps| drop(steps.remove(at)));
            let what = || format!("without step {at} of group {group}: {step}");
            let accepted = counts.certificate(fixture, &script, &mutant, what);
            assert!(!(accepted && is_needed(&step)), "{}", what());
        }
        println!("dropped: {counts}");
        assert!(2 * counts.rejected > counts.total(), "{counts}");
    }
}

/// A step that shows again what is known is refused by no rule, and adds nothing; and what needs no assumption can come
/// before them.
#[test]
fn doubled_and_swapped() {
    for fixture in all() {
        let (script, mut counts) = (fixture.script(), Counts::default());
        for (group, at, step) in steps(fixture) {
            let mutant = changed(fixture, group, |steps| steps.insert(at, step.clone()));
            let accepted = counts.certificate(fixture, &script, &mutant, || format!("twice: {step}"));
            assert!(!(accepted && matches!(step, Step::Open(_))), "{step}");
            if at + 1 < fixture.certificate.groups[group].len() {
                let mutant = changed(fixture, group, |steps| steps.swap(at, at + 1));
                counts.certificate(fixture, &script, &mutant, || format!("swapped with the next: {step}"));
            }
        }
        println!("doubled and swapped: {counts}");
    }
}

/// A change of the groups of steps.
type Edit<'a> = &'a dyn Fn(&mut Vec<Vec<Step>>);

#[test]
fn groups_moved() {
    move_groups(LOOP.with(|f| *f));
    move_groups(LEMMA.with(|f| *f));
}

fn move_groups(fixture: &Fixture) {
    let (script, mut counts, count) = (fixture.script(), Counts::default(), fixture.certificate.groups.len());
    for group in 0..count {
        let edits: [Edit; 5] = [
            &|groups| drop(groups.remove(group)),
            &|groups| groups.insert(group, groups[group].clone()),
            &|groups| groups.insert(group, Vec::new()),
            &|groups| groups[group].clear(),
            &|groups| groups.swap(group, (group + 1) % count),
        ];
        for (n, edit) in edits.iter().enumerate() {
            let mut mutant = fixture.certificate.clone();
            edit(&mut mutant.groups);
            counts.certificate(fixture, &script, &mutant, || format!("edit {n} of group {group}"));
        }
    }
    assert_eq!(counts.rejected, counts.total(), "{counts}");
}

/// The terms of a step, to be changed.
fn terms(step: &mut Step) -> Vec<&mut TermId> {
    match step {
        Step::Open(ids) | Step::Rank(ids) => ids.iter_mut().collect(),
        Step::Close | Step::Make(_) | Step::Table(..) => Vec::new(),
        Step::Consequences(a) | Step::Rewrite(a) => vec![a],
        Step::Linear(a, b) | Step::Bits(a, b) | Step::BitsOfTables(a, b) => vec![a, b],
        Step::Enumerate(a, b, leaves) => [a, b].into_iter().chain(leaves).collect(),
        Step::Multilinear(a, b, arguments) => [a, b].into_iter().chain(arguments.iter_mut().flatten()).collect(),
        Step::Solve(a, b, c) => vec![a, b, c],
        Step::Unfold(Unfold { longer, shorter, next, grows }) => vec![longer, shorter, next, grows],
        Step::Order { claim, proof, .. } => [claim].into_iter().chain(terms_of(proof)).collect(),
        Step::Sat { question, .. } => {
            let all = [&mut question.a, &mut question.b].into_iter();
            all.chain(&mut question.facts).chain(&mut question.cut).collect()
        }
    }
}

fn terms_of(proof: &mut Proof) -> Vec<&mut TermId> {
    match proof {
        Proof::Lines(lines) => lines.iter_mut().filter_map(term_of).collect(),
        Proof::Cases(bit, sides) => [bit].into_iter().chain(sides.iter_mut().flat_map(terms_of)).collect(),
    }
}

fn term_of(line: &mut Line) -> Option<&mut TermId> {
    match line {
        Line::Known(id) | Line::Least(id) | Line::Most(id) | Line::Chosen(id) => Some(id),
        Line::Computed(id) | Line::Floor(id) | Line::Ceiling(id) | Line::Distinct(id, _) => Some(id),
        Line::Sum(_) => None,
    }
}

/// Each term of each step replaced by its neighbours, by a far one and by none at all.
#[test]
fn other_terms() {
    for fixture in all() {
        let (script, mut counts) = (fixture.script(), Counts::default());
        let last = fixture.accepted.terms as u32;
        for (group, at, step) in steps(fixture) {
            for n in 0..terms(&mut step.clone()).len() {
                for other in
                    [|id, _| id + 1, |id: u32, _| id.wrapping_sub(1), |id, last| (id + 37) % last, |_, _| 1 << 30]
                {
                    let mut other_step = step.clone();
                    let term = &mut terms(&mut other_step)[n];
                    **term = TermId(other(term.0, last));
                    let mutant = changed(fixture, group, |steps| steps[at] = other_step);
                    counts.certificate(fixture, &script, &mutant, || format!("term {n} of: {step}"));
                }
            }
        }
        println!("other terms: {counts}");
        assert!(2 * counts.rejected > counts.total(), "{counts}");
    }
}

/// What a step says, by all other rules.
fn other_rules(step: &Step) -> Vec<Step> {
    let pair = match step {
        Step::Linear(a, b) | Step::Bits(a, b) | Step::BitsOfTables(a, b) => Some((*a, *b)),
        Step::Enumerate(a, b, _) | Step::Multilinear(a, b, _) => Some((*a, *b)),
        Step::Sat { question, .. } => Some((question.a, question.b)),
        Step::Solve(_, a, b) => Some((*a, *b)),
        Step::Unfold(unfold) => Some((unfold.longer, unfold.shorter)),
        _ => None,
    };
    let Some((a, b)) = pair else { return vec![Step::Close, Step::Open(Vec::new())] };
    vec![
        Step::Linear(a, b),
        Step::Bits(a, b),
        Step::BitsOfTables(a, b),
        Step::Enumerate(a, b, Vec::new()),
        Step::Enumerate(a, b, vec![a, b]),
        Step::Multilinear(a, b, Vec::new()),
        Step::Multilinear(a, b, vec![vec![a], vec![b]]),
        Step::Solve(a, a, b),
        Step::Rewrite(a),
        Step::Consequences(a),
        Step::Close,
    ]
}

/// An equality that holds may have another proof; a scope that is closed shows nothing.
#[test]
fn other_rules_for_the_same() {
    for fixture in all() {
        let (script, mut counts) = (fixture.script(), Counts::default());
        for (group, at, step) in steps(fixture) {
            for other in other_rules(&step).into_iter().filter(|other| *other != step) {
                let mutant = changed(fixture, group, |steps| steps[at] = other.clone());
                let what = || format!("{other} instead of: {step}");
                let accepted = counts.certificate(fixture, &script, &mutant, what);
                assert!(!(accepted && other == Step::Close), "{}", what());
            }
        }
        println!("other rules: {counts}");
        assert!(2 * counts.rejected > counts.total(), "{counts}");
    }
}
