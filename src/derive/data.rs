//! Data as an assembler would write it: strings, words, bytes, and runs of zeros.

/// Shorter runs of printable characters are more likely numbers.
const SHORTEST_TEXT: usize = 8;
const LONGEST_TEXT: usize = 60;

/// Shorter runs of zeros are shown as words.
const SHORTEST_ZEROS: usize = 16;

/// Words in one line.
const WORDS: usize = 4;

/// How many bytes a line shows, and the line. `bytes` is not empty.
pub fn line(address: u64, bytes: &[u8]) -> (usize, String) {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    // Up to a multiple of 4, so that words stay words.
    let end = address.wrapping_add(zeros as u64) & 3;
    let whole = if zeros == bytes.len() { zeros } else { zeros.saturating_sub(end as usize) };
    if whole >= SHORTEST_ZEROS {
        return (whole, format!(".zero {whole}"));
    }
    let text = bytes.iter().take(LONGEST_TEXT + 1).take_while(|&&byte| printable(byte)).count();
    if text >= SHORTEST_TEXT {
        return string(bytes, text);
    }
    if address & 3 == 0 && bytes.len() >= 4 {
        return words(bytes);
    }
    let count = bytes.len().min(4 - (address & 3) as usize);
    let list: Vec<String> = bytes[..count].iter().map(|byte| format!("{byte:#04x}")).collect();
    (count, format!(".byte {}", list.join(", ")))
}

fn printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t')
}

/// Text, with the NUL behind it if there is one.
fn string(bytes: &[u8], length: usize) -> (usize, String) {
    let shown = length.min(LONGEST_TEXT);
    let ended = shown == length && bytes.get(length) == Some(&0);
    let directive = if ended { ".asciz" } else { ".ascii" };
    (shown + usize::from(ended), format!("{directive} \"{}\"", bytes[..shown].escape_ascii()))
}

/// A few words, up to where text or many zeros begin.
fn words(bytes: &[u8]) -> (usize, String) {
    let starts_other = |rest: &[u8]| {
        rest.len() >= SHORTEST_ZEROS && rest[..SHORTEST_ZEROS].iter().all(|&byte| byte == 0)
            || rest.len() >= SHORTEST_TEXT && rest[..SHORTEST_TEXT].iter().all(|&byte| printable(byte))
    };
    let more = (1..WORDS).take_while(|n| bytes.len() >= 4 * n + 4 && !starts_other(&bytes[4 * n..])).count();
    let word = |four: &[u8]| four.iter().rev().fold("0x".to_string(), |text, byte| format!("{text}{byte:02x}"));
    let list: Vec<String> = bytes.chunks(4).take(1 + more).map(word).collect();
    (4 * list.len(), format!(".word {}", list.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of some data at an address.
    fn check(mut address: u64, bytes: &[u8], expected: &[&str]) {
        let (mut rest, mut found) = (bytes, Vec::new());
        while !rest.is_empty() {
            let (length, text) = line(address, rest);
            (address, rest) = (address + length as u64, &rest[length..]);
            found.push(text);
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn words_and_bytes() {
        let five = [0x98, 0x2f, 0x8a, 0x42, 1];
        check(0, &five, &[".word 0x428a2f98", ".byte 0x01"]);
        check(3, &five, &[".byte 0x98", ".word 0x01428a2f"]);
        check(0, &[1; 20], &[".word 0x01010101, 0x01010101, 0x01010101, 0x01010101", ".word 0x01010101"]);
    }

    #[test]
    fn zeros_are_folded() {
        let mut bytes = vec![0; 40];
        check(0, &bytes, &[".zero 40"]);
        check(0, &bytes[..8], &[".word 0x00000000, 0x00000000"]);
        bytes[22] = 7;
        check(0, &bytes[..24], &[".zero 20", ".word 0x00070000"]);
        bytes[0] = 1;
        bytes[22] = 0;
        check(0, &bytes, &[".word 0x00000001", ".zero 36"]);
    }

    #[test]
    fn text() {
        check(0, b"SHA256 block\0\0\0\0", &[".asciz \"SHA256 block\"", ".byte 0x00, 0x00, 0x00"]);
        check(0, b"say \"hi\"\n", &[".ascii \"say \\\"hi\\\"\\n\""]);
        let long = [b'a'; 61];
        check(0, &long, &[&format!(".ascii \"{}\"", "a".repeat(60)), ".byte 0x61"]);
    }
}
