//! `isa/REFERENCE.md` is what the texts say now; with VAMBRACE_BLESS=1 it is written anew.

use vambrace::derive::conformance::{Counts, counts};
use vambrace::derive::reference::reference;
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;

const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/isa/REFERENCE.md");
const CONFORMANCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/isa/CONFORMANCE.md");

fn fresh() -> String {
    let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("the texts are wrong"));
    let counts = std::fs::read_to_string(CONFORMANCE).map_or(Counts::new(), |text| counts(&text));
    reference(&isa, &counts)
}

#[test]
fn the_reference_is_up_to_date() {
    let fresh = fresh();
    if std::env::var_os("VAMBRACE_BLESS").is_some() {
        std::fs::write(REFERENCE, &fresh).expect("written");
    }
    let found = std::fs::read_to_string(REFERENCE).unwrap_or_default();
    let differs = found.lines().zip(fresh.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or_else(|| found.lines().count().min(fresh.lines().count())) + 1;
    assert!(
        found == fresh,
        "isa/REFERENCE.md is not what the texts say, from line {line} on; write it anew with\n\
         VAMBRACE_BLESS=1 cargo test --test reference"
    );
}

#[test]
fn the_reference_can_be_read() {
    let fresh = fresh();
    assert!(fresh.len() < 1_000_000, "{} bytes", fresh.len());
    // Every link has its anchor, and no anchor stands twice.
    let mut anchors: Vec<&str> = fresh.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = anchors.len();
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), count);
    for link in fresh.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(anchors.binary_search(&link).is_ok(), "no anchor {link}");
    }
    assert_eq!(fresh, self::fresh());
}
