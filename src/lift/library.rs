//! The functions, constants and types that texts define and that others call.

use crate::lang::ast::{Expr, File, Function, Item, Type};
use crate::lang::{LangError, Span};
use rustc_hash::FxHashMap;

/// Definitions by name, of instruction texts or of standards.
#[derive(Clone, Default)]
pub struct Library {
    pub functions: FxHashMap<String, Function>,
    pub constants: FxHashMap<String, (Type, Expr)>,
    pub types: FxHashMap<String, Type>,
}

impl Library {
    /// Adds what a file defines; a name that is there already is an error.
    pub fn add(&mut self, file: &File, errors: &mut Vec<LangError>) {
        for item in &file.items {
            let (name, span, fresh) = match item {
                Item::Function(f) => {
                    (&f.name.name, f.name.span, self.functions.insert(f.name.name.clone(), f.clone()).is_none())
                }
                Item::Constant { name, ty, value } => {
                    let definition = (ty.clone(), value.clone());
                    (&name.name, name.span, self.constants.insert(name.name.clone(), definition).is_none())
                }
                Item::TypeName { name, ty } => {
                    (&name.name, name.span, self.types.insert(name.name.clone(), ty.clone()).is_none())
                }
                _ => continue,
            };
            if !fresh {
                errors.push(LangError::new(span, format!("`{name}` is defined twice")));
            }
            self.refuse_builtin(name, span, errors);
        }
    }

    fn refuse_builtin(&self, name: &str, span: Span, errors: &mut Vec<LangError>) {
        if super::builtins::NAMES.contains(&name) {
            errors.push(LangError::new(span, format!("`{name}` is built in; choose another name")));
        }
    }
}
