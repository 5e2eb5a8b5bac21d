//! Where Capstone differs from us, class by class, and who is right.
//!
//! A class holds for some encodings, and says how our text becomes Capstone's. It also says whose side the second
//! decoder is on, which is checked too: one class is one thing, and no other difference hides in it.

use super::text::normal;

/// One word that Capstone has another text for, or none.
pub struct Difference<'a> {
    pub ours: &'a str,
    pub theirs: Option<&'a str>,
    pub second: Option<&'a str>,
}

/// Whose text the second decoder has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Second {
    Ours,
    Theirs,
}

pub struct Class {
    pub name: &'static str,
    /// The names of the encodings begin so.
    pub encodings: &'static [&'static str],
    /// Capstone's text, made of ours; none if it refuses the word.
    pub theirs: fn(&str) -> Option<String>,
    pub second: Second,
    /// Who is right by the manual, and why.
    pub why: &'static str,
}

pub const CLASSES: &[Class] = &[
    Class {
        name: "bfxil from the zero register at bit 0",
        encodings: &["BFM"],
        theirs: |ours| {
            Some(
                ours.strip_prefix("bfxil")
                    .map(|rest| format!("bfc{rest}"))?
                    .replacen(",xzr", "", 1)
                    .replacen(",wzr", "", 1),
            )
        },
        second: Second::Ours,
        why: "ours: \"BFM\" prefers BFC only for imms < immr, else BFXIL; LLVM writes BFC for immr = 0 too",
    },
    Class {
        name: "orr that MOVZ or MOVN could do",
        encodings: &["ORR_immediate"],
        theirs: |ours| {
            Some(signed_word(&ours.replacen("orr", "mov", 1).replacen(",xzr", "", 1).replacen(",wzr", "", 1)))
        },
        second: Second::Theirs,
        why: "ours: \"MOV (bitmask immediate)\" is not preferred where MoveWidePreferred() holds; LLVM agrees, Capstone 5 \
              and the second decoder write MOV for all",
    },
    Class {
        name: "dsb #12",
        encodings: &["DSB"],
        theirs: |ours| (ours == "dsb #12").then(|| "dfb".to_string()),
        second: Second::Ours,
        why: "ours: \"DSB\" has CRm = 1100 as reserved, a full barrier; DFB is its name in Armv8-R only",
    },
    Class {
        name: "unprivileged load into its base register",
        encodings: &["LDTR"],
        theirs: |_| None,
        second: Second::Ours,
        why: "ours: \"LDTR\" and its like have no write-back, so Rt may be Rn; Capstone 5 takes them for pre-indexed loads",
    },
    Class {
        name: "prefetch operation without a name",
        encodings: &["PRFM", "PRFUM"],
        theirs: |ours| {
            ours.split_once(' ').and_then(|(prfm, rest)| Some(format!("{prfm} {}", &rest[rest.find(',')?..])))
        },
        second: Second::Ours,
        why: "ours: \"PRFM\" says that other values are written #<imm5>; Capstone 5 writes nothing",
    },
];

/// Capstone's `mov` to a register of 32 bits has a signed immediate.
fn signed_word(text: &str) -> String {
    match text.split_once('#').map(|(before, value)| (before, value.parse::<u32>())) {
        Some((before, Ok(value))) if before.starts_with("mov w") => format!("{before}#{}", value as i32),
        _ => text.to_string(),
    }
}

/// The class that a difference belongs to.
pub fn class_of(encoding: &str, difference: &Difference) -> Option<usize> {
    CLASSES.iter().position(|class| class.encodings.iter().any(|e| encoding.starts_with(e)) && class.holds(difference))
}

impl Class {
    fn holds(&self, difference: &Difference) -> bool {
        let Difference { ours, theirs, second } = difference;
        // The second decoder writes some numbers without `#`.
        let plain = |text: &str| normal(&signed_word(text)).replace('#', "");
        let side = match self.second {
            Second::Ours => Some(plain(ours)),
            Second::Theirs => theirs.map(plain),
        };
        (self.theirs)(ours).as_deref() == *theirs && second.map(plain) == side
    }
}
