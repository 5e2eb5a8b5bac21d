//! Finding the names that a mistyped one may have meant.

/// The most suggestions, and the longest name that is compared at all.
const SUGGESTIONS: usize = 5;
const LONGEST: usize = 128;

/// Names within a third of the wanted name's length in edits, the nearest first.
pub fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted: Vec<char> = wanted.chars().take(LONGEST).collect();
    let limit = (wanted.len() / 3).max(2);
    let fits = |name: &&str| name.len() <= LONGEST && name.len().abs_diff(wanted.len()) <= limit;
    let mut found: Vec<(usize, &str)> = names
        .filter(fits)
        .map(|name| (distance(&wanted, &name.chars().collect::<Vec<_>>()), name))
        .filter(|&(edits, _)| edits <= limit)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(SUGGESTIONS).map(|(_, name)| name.to_string()).collect()
}

/// Levenshtein distance, one row at a time.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, a) in left.iter().enumerate() {
        let mut diagonal = index;
        let mut previous = index + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(right) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            previous = replaced.min(diagonal + 1).min(previous + 1);
            *cell = previous;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let check = |a: &str, b: &str, expect| {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            assert_eq!(distance(&chars(a), &chars(b)), expect, "{a} {b}");
        };
        check("", "", 0);
        check("", "abc", 3);
        check("kitten", "sitting", 3);
        check("sha256", "sha512", 3);
    }

    #[test]
    fn only_similar_names_are_suggested() {
        let names = ["sha256_block_hw", "sha512_block_hw", "aes_encrypt"];
        assert_eq!(nearest("sha256_blok_hw", names.into_iter()), ["sha256_block_hw", "sha512_block_hw"]);
    }
}
