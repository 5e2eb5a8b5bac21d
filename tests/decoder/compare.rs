//! What is found out about words, and the counts of it.

use super::differences::{CLASSES, Difference, class_of};
use super::text::{normal, reference, second};
use capstone::Capstone;
use std::collections::BTreeMap;
use vambrace::lang::ast::StopReason;
use vambrace::lift::isa::{DecodeError, Isa};

/// Counts of words, and the first few complaints of each encoding.
#[derive(Default)]
pub struct Tally {
    /// By what was found: the same text, a class of differences, a refusal.
    pub counts: BTreeMap<&'static str, u64>,
    complaints: BTreeMap<String, (u64, Vec<String>)>,
}

pub const SAME: &str = "same text";
const BOTH_REFUSE: &str = "both refuse";
const UNPREDICTABLE: &str = "CONSTRAINED UNPREDICTABLE by the text, Capstone decodes";
const NOT_MODELLED: &str = "not modelled by the text, Capstone decodes";

/// How many complaints of an encoding are shown.
const SHOWN: usize = 6;

impl Tally {
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn complain(&mut self, name: &str, complaint: String) {
        let (count, shown) = self.complaints.entry(name.to_string()).or_default();
        *count += 1;
        if shown.len() < SHOWN {
            shown.push(complaint);
        }
    }

    pub fn add(&mut self, other: Tally) {
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        for (name, (count, shown)) in other.complaints {
            let all = self.complaints.entry(name).or_default();
            all.0 += count;
            all.1.extend(shown);
            all.1.truncate(SHOWN);
        }
    }

    /// One word of the n-th encoding: our text and refusals against Capstone's.
    pub fn compare(&mut self, isa: &Isa, capstone: &Capstone, n: usize, word: u32) {
        let name = isa.instructions[n].name.name.as_str();
        let theirs = reference(capstone, word).map(|text| normal(&text));
        // Refused words are printed as data.
        let ours = Some(isa.disassemble(word)).filter(|text| !text.starts_with(".word"));
        match (ours, theirs) {
            (Some(ours), theirs) => self.texts(name, word, &normal(&ours), theirs.as_deref()),
            (None, None) => self.count(BOTH_REFUSE),
            (None, Some(theirs)) => self.refusal(isa, name, word, &theirs),
        }
    }

    fn texts(&mut self, name: &str, word: u32, ours: &str, theirs: Option<&str>) {
        if theirs == Some(ours) {
            return self.count(SAME);
        }
        let second = second(word).map(|text| normal(&text));
        let difference = Difference { ours, theirs, second: second.as_deref() };
        match class_of(name, &difference) {
            Some(class) => self.count(CLASSES[class].name),
            None => {
                let [theirs, second] = [theirs, difference.second].map(|text| text.unwrap_or("nothing"));
                self.complain(name, format!("{word:#010x}: `{ours}`, Capstone has `{theirs}`, yaxpeax-arm `{second}`"));
            }
        }
    }

    fn refusal(&mut self, isa: &Isa, name: &str, word: u32, theirs: &str) {
        match isa.lift(word) {
            Err(DecodeError::Stop { reason: StopReason::Unpredictable, .. }) => self.count(UNPREDICTABLE),
            Err(DecodeError::Stop { reason: StopReason::NotModelled, .. }) => self.count(NOT_MODELLED),
            // Capstone names a word that is permanently UNDEFINED: it refuses it, by another name.
            Err(DecodeError::Stop { .. }) if theirs.starts_with("udf ") => self.count(BOTH_REFUSE),
            Err(error) => self.complain(name, format!("{word:#010x}: {error}; Capstone has `{theirs}`")),
            Ok(_) => self.complain(name, format!("{word:#010x}: it has operations but no text")),
        }
    }

    /// The word can be lifted, or its text refuses it.
    pub fn lifts(&mut self, isa: &Isa, word: u32) {
        if let Err(error @ (DecodeError::Text { .. } | DecodeError::Unknown { .. })) = isa.lift(word) {
            self.complain("lift", error.to_string());
        }
    }

    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// A table of the counts, with who is right where there is a difference.
    pub fn show(&self) -> String {
        let why = |what| CLASSES.iter().find(|c| c.name == what).map_or(String::new(), |c| format!(" ({})", c.why));
        self.counts.iter().map(|(&what, count)| format!("{count:>12}  {what}{}\n", why(what))).collect()
    }

    pub fn fail_on_complaints(&self) {
        let line = |(name, (count, shown)): (&String, &(u64, Vec<String>))| {
            format!("{name}: {count} differences\n    {}", shown.join("\n    "))
        };
        let told: Vec<String> = self.complaints.iter().map(line).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}
