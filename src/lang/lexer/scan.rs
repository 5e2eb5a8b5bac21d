//! What one token is, by its first character, or what is wrong with it.

use std::num::IntErrorKind;

use super::{Kind, shorten};

/// Words with a meaning of their own, which cannot be names.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "instruction", "function", "constant", "type", "test", "standard", "program", "proof", "lemma", "lemmas",
    "encoding", "feature", "syntax", "decode", "operation",
    "requires", "secret", "modifies", "ensures", "by", "loop", "at", "except", "ghost", "invariant", "decreases",
    "cut", "cases",
    "let", "var", "for", "to", "when", "else", "return", "undefined", "unpredictable", "not_modelled",
    "if", "then", "fold", "over", "from", "forall", "bits", "integer", "boolean",
    "TRUE", "FALSE", "AND", "OR", "EOR", "NOT", "DIV", "MOD",
];

/// Longest first, so that `::` is not read as two `:`.
#[rustfmt::skip]
const SYMBOLS: &[&str] = &[
    "=>", "==", "!=", "<=", ">=", "<<", ">>", "&&", "||", "::", "++", "..",
    "=", "<", ">", "&", "|", ":", "+", "-", "*", "(", ")", "[", "]", "{", "}", ",", ";", "!", "#",
];

/// The length of a token and what it is, or what is wrong with it.
pub type Scanned = (usize, Result<Kind, String>);

/// The bytes of the word with which a text begins.
fn word_length(rest: &str) -> usize {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    rest.as_bytes().iter().position(|byte| !is_word(byte)).unwrap_or(rest.len())
}

/// Reads the token with which a text that is not empty begins.
pub fn scan(rest: &str) -> Scanned {
    match rest.as_bytes().first() {
        Some(b'"') => scan_text(rest),
        Some(b'\'') => scan_bits(rest),
        Some(b'0'..=b'9') => scan_number(rest),
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => scan_word(rest),
        _ => scan_symbol(rest),
    }
}

fn scan_text(rest: &str) -> Scanned {
    let (mut escaped, mut wrong) = (false, false);
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return (at, Err("this text does not end on its line: '\"' is missing".into())),
            '"' if !escaped && wrong => return (at + 1, Err("a text knows only the escapes \\\" and \\\\".into())),
            '"' if !escaped => return (at + 1, Ok(Kind::Text)),
            _ => wrong |= escaped && !matches!(c, '"' | '\\'),
        }
        escaped = c == '\\' && !escaped;
    }
    (rest.len(), Err("this text does not end: '\"' is missing".into()))
}

fn scan_bits(rest: &str) -> Scanned {
    let inner = &rest[1..];
    let end = inner.find(['\'', '\n']).unwrap_or(inner.len());
    if !inner[end..].starts_with('\'') {
        return (end + 1, Err("this bit string does not end: ' is missing".into()));
    }
    (end + 2, bits_value(&inner[..end]))
}

fn bits_value(digits: &str) -> Result<Kind, String> {
    let (mut value, mut width) = (0u128, 0u32);
    for c in digits.chars().filter(|&c| c != ' ') {
        let bit = c.to_digit(2).ok_or_else(|| format!("a bit string has only 0, 1 and spaces, found {c:?}"))?;
        (value, width) = (value << 1 | u128::from(bit), width + 1);
    }
    match width {
        0 => Err("a bit string has at least one bit".into()),
        1..=128 => Ok(Kind::Bits { value, width }),
        _ => Err(format!("a bit string has at most 128 bits, this one has {width}")),
    }
}

fn scan_number(rest: &str) -> Scanned {
    let length = word_length(rest);
    let word = &rest[..length];
    let digits = word.replace('_', "");
    let parsed = match digits.strip_prefix("0x") {
        Some(hex) => u128::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    let kind = parsed.map(Kind::Integer).map_err(|error| match error.kind() {
        IntErrorKind::PosOverflow => "this number does not fit in 128 bits".into(),
        _ => format!("'{}' is not a number", shorten(word)),
    });
    (length, kind)
}

fn scan_word(rest: &str) -> Scanned {
    let length = word_length(rest);
    // Most words are names, and most names begin as no keyword of their length does.
    let (word, first) = (&rest[..length], rest.as_bytes()[0]);
    let keyword = KEYWORDS.iter().find(|&&k| k.as_bytes()[0] == first && k == word);
    (length, Ok(keyword.map_or(Kind::Name, |k| Kind::Mark(k))))
}

fn scan_symbol(rest: &str) -> Scanned {
    let first = rest.as_bytes().first().copied().unwrap_or_default();
    if let Some(symbol) = SYMBOLS.iter().find(|&&s| s.as_bytes()[0] == first && rest.starts_with(s)) {
        return (symbol.len(), Ok(Kind::Mark(symbol)));
    }
    let c = rest.chars().next().unwrap_or(' ');
    (c.len_utf8(), Err(format!("unknown character {c:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The token that a text is, or what is wrong with it.
    fn check(text: &str, expect: Result<Kind, &str>) {
        let (length, scanned) = scan(text);
        assert_eq!(length, text.trim_end_matches('\n').len(), "{text}");
        assert_eq!(scanned.as_ref().map(|&k| k).map_err(|m| m.as_str()), expect);
    }

    #[test]
    fn values() {
        check("'01 1'", Ok(Kind::Bits { value: 3, width: 3 }));
        check("0xff_ff", Ok(Kind::Integer(0xffff)));
        check("from", Ok(Kind::Mark("from")));
        check("from_", Ok(Kind::Name));
        check("::", Ok(Kind::Mark("::")));
        check("\"a \\\" b\"", Ok(Kind::Text));
    }

    #[test]
    fn malformed() {
        check("'02'", Err("a bit string has only 0, 1 and spaces, found '2'"));
        check("''", Err("a bit string has at least one bit"));
        check("'01\n", Err("this bit string does not end: ' is missing"));
        check(&format!("'{}'", "1".repeat(129)), Err("a bit string has at most 128 bits, this one has 129"));
        check("\"a\n", Err("this text does not end on its line: '\"' is missing"));
        check("\"a\\n\"", Err("a text knows only the escapes \\\" and \\\\"));
        check("12ab", Err("'12ab' is not a number"));
        check(&format!("0x1{}", "0".repeat(32)), Err("this number does not fit in 128 bits"));
        check("é", Err("unknown character 'é'"));
    }
}
