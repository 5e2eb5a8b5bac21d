//! Text to syntax tree, with positions; and back.

pub mod ast;
pub mod error;
pub mod lexer;
pub mod parser;
pub mod printer;
pub mod span;

pub use error::{LangError, render_all};
pub use parser::parse;
pub use span::{Sources, Span};
