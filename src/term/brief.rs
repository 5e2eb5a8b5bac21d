//! A term on one line, for messages.

use super::{TermId, Terms, show};

/// The term as [`show::show`] prints it, cut after 200 characters.
pub fn brief(terms: &Terms, id: TermId) -> String {
    let text = show::show(terms, &[("it".to_string(), id)]);
    let last = text.trim_end().lines().last().unwrap_or_default();
    let value = last.strip_prefix("it = ").unwrap_or(last);
    match value.char_indices().nth(200) {
        Some((at, _)) => format!("{} ...", &value[..at]),
        None => value.to_string(),
    }
}
