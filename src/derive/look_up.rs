//! Finding encodings by what a person calls them: the text's name, a mnemonic, the title of the manual's page.

use super::page::mnemonics;
use crate::lift::isa::Isa;
use crate::machine::elf::nearest;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Encodings by index; a text's own name is always one.
    These(Vec<usize>),
    /// Nothing; names that are like it.
    Nothing { nearest: Vec<String> },
}

/// The encodings of that name, in any case: the text's name before titles, mnemonics and the titles' first words.
pub fn look_up(isa: &Isa, name: &str) -> Found {
    let wanted = normal(name);
    let all = 0..isa.instructions.len();
    let named = |n: &usize| normal(&isa.instructions[*n].name.name) == wanted;
    let titled = |n: &usize| normal(&isa.instructions[*n].title) == wanted;
    let short = |n: &usize| {
        let instruction = &isa.instructions[*n];
        let head = normal(instruction.title.split(" (").next().unwrap_or(""));
        head == wanted || mnemonics(instruction).contains(&wanted)
    };
    let tries: [&dyn Fn(&usize) -> bool; 3] = [&named, &titled, &short];
    for fits in tries {
        let found: Vec<usize> = all.clone().filter(fits).collect();
        if !found.is_empty() && !wanted.is_empty() {
            return Found::These(found);
        }
    }
    Found::Nothing { nearest: near(isa, &wanted) }
}

/// Lower case, one blank between words.
fn normal(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}

fn near(isa: &Isa, wanted: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for instruction in &isa.instructions {
        names.push(instruction.name.name.to_ascii_lowercase());
        names.push(instruction.title.to_ascii_lowercase());
        names.extend(mnemonics(instruction));
    }
    names.sort();
    names.dedup();
    let starts = names.iter().filter(|name| wanted.len() > 1 && name.starts_with(wanted)).cloned();
    let mut found = nearest(wanted, names.iter().map(String::as_str));
    found.extend(starts.take(5));
    let mut seen = Vec::new();
    found.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    found.truncate(8);
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::isa;
    use super::*;

    fn check(name: &str, expected: &[usize]) {
        let one = |n: u32, name: &str, title: &str, syntax: &str| {
            let fixed = format!("encoding | '{n:027b}' | Rd:5 |");
            format!("/// {title}\ninstruction {name} {{ {fixed}\n syntax \"{syntax}\"\n operation {{ }} }}\n")
        };
        let isa = isa(&[
            one(0, "ADD_immediate", "ADD (immediate)", "add <Xd>"),
            one(1, "ADD_vector", "ADD (vector)", "add <Vd.16b>"),
            one(2, "ORR", "ORR (shifted register)", "mov <Xd>"),
            one(3, "ORR_vector", "ORR (vector, register)", "orr <Vd.16b>"),
            one(4, "B_cond", "B.cond", "b.<cond>").replace("Rd:5", "'0' | cond:4"),
        ]
        .concat());
        match look_up(&isa, name) {
            Found::These(found) => assert_eq!(found, expected, "{name}"),
            Found::Nothing { nearest } => assert!(expected.is_empty() && !nearest.is_empty(), "{name}: {nearest:?}"),
        }
    }

    #[test]
    fn names_titles_and_mnemonics() {
        check("add_VECTOR", &[1]);
        check("add", &[0, 1]);
        check("ADD  (immediate)", &[0]);
        // A text's own name is not ambiguous.
        check("ORR", &[2]);
        check("mov", &[2]);
        check("b.cond", &[4]);
        check("add_vectr", &[]);
        check("orr (v", &[]);
    }
}
