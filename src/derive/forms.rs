//! Missing words in groups: by the class that the manual has them under, and by what registers do not change.

use super::coverage::{Coverage, Missing};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Missing words that differ in nothing but their register fields, for one reason, the most frequent first.
pub type Form<'a> = Vec<(u32, &'a Missing)>;

/// By the bits that are no registers, and the reason.
type Forms<'a> = BTreeMap<(u32, &'a str), Form<'a>>;

/// Bits 20:16, 9:5 and 4:0, where most encodings have Rm, Rn and Rd.
const REGISTERS: u32 = 0x001f_03ff;

/// Missing words by class and form, the most frequent class first, in it the most frequent form.
pub fn by_class(coverage: &Coverage) -> Vec<(&'static str, Vec<Form<'_>>)> {
    let mut classes: BTreeMap<&str, Forms> = BTreeMap::new();
    for (&word, missing) in &coverage.missing {
        let forms = classes.entry(missing.class).or_default();
        forms.entry((word & !REGISTERS, missing.reason.as_str())).or_default().push((word, missing));
    }
    let mut classes: Vec<_> = classes.into_iter().map(|(class, forms)| (class, sorted(forms))).collect();
    classes.sort_by_key(|(_, forms)| Reverse(forms.iter().map(total).sum::<u64>()));
    classes
}

fn sorted(forms: Forms<'_>) -> Vec<Form<'_>> {
    let mut forms: Vec<Form> = forms.into_values().collect();
    forms.iter_mut().for_each(|form| form.sort_by_key(|(word, missing)| (Reverse(missing.count), *word)));
    forms.sort_by_key(|form| Reverse(total(form)));
    forms
}

/// How many instructions have one of the words.
pub fn total(form: &Form) -> u64 {
    form.iter().map(|(_, missing)| missing.count).sum()
}

#[cfg(test)]
mod tests {
    use super::super::coverage::coverage;
    use super::super::tests::{image, isa};
    use super::*;

    const TEXT: &str = concat!(
        "/// NOP\ninstruction NOP { encoding | '11010101000000110010000000011111' |\n",
        "syntax \"nop\"\noperation { } }",
    );

    #[test]
    fn words_that_differ_in_registers_are_one_form() {
        let (aese, other, pmull) = (0x4e28_4820, 0x4e28_4841, 0x0e20_e000);
        let image = image(&[pmull, aese, other, other]);
        let (isa, forms) = (isa(TEXT), vec![vec![other, aese]]);
        let found = coverage(&isa, &image, None);
        let words = |forms: &[Form]| -> Vec<Vec<u32>> {
            forms.iter().map(|form| form.iter().map(|(word, _)| *word).collect()).collect()
        };
        let classes: Vec<_> = by_class(&found).iter().map(|(class, forms)| (*class, words(forms))).collect();
        let expected = [("Cryptographic AES", forms), ("Advanced SIMD three different", vec![vec![pmull]])];
        assert_eq!(classes, expected);
    }
}
