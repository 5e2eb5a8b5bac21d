//! What can be wrong with a text, with the place and the line shown.

use super::span::{Sources, Span};

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LangError {
    /// Where.
    pub span: Span,
    /// What was expected and what was found.
    pub message: String,
}

impl LangError {
    /// An error at a place.
    pub fn new(span: Span, message: impl Into<String>) -> LangError {
        LangError { span, message: message.into() }
    }

    /// `file:line:column: message`, the line itself, and a caret under the place.
    pub fn render(&self, sources: &Sources) -> String {
        let (line, column) = sources.line_column(self.span);
        let text = sources.line(self.span);
        let rest = text.chars().count().saturating_sub(column - 1);
        let carets = sources.snippet(self.span).lines().next().map_or(0, |s| s.chars().count());
        let pad: String = text.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        format!(
            "{}:{line}:{column}: {}\n  {text}\n  {pad}{}",
            sources.name(self.span.file),
            self.message,
            "^".repeat(carets.min(rest).max(1))
        )
    }
}

/// Renders several errors in order of place, one after another.
pub fn render_all(errors: &[LangError], sources: &Sources) -> String {
    let mut sorted: Vec<&LangError> = errors.iter().collect();
    sorted.sort_by_key(|e| (e.span.file, e.span.start));
    sorted.iter().map(|e| e.render(sources)).collect::<Vec<_>>().join("\n")
}
