//! Terms to values, with a list of what is left to do instead of recursion: scripts nest as deep as they are long.

use super::error::{At, Result};
use super::lexer::Kind;
use super::{Meaning, Place, Reader, Value};

/// What is left to do; the values that it needs are on a list of their own.
enum Task<'a> {
    Eval(Place),
    /// An operation on so many values.
    Apply(Place, usize),
    /// Binds the names of a `let` to as many values.
    Bind(Vec<&'a str>),
    Unbind(Vec<&'a str>),
    /// The end of a body: the frame around it, the definition, and where it was used.
    Leave(u32, usize, Place),
}

impl<'a> Reader<'a> {
    /// The value of a term.
    pub(super) fn eval(&mut self, place: Place) -> Result<Value> {
        let (mut tasks, mut values) = (vec![Task::Eval(place)], Vec::new());
        while let Some(task) = tasks.pop() {
            match task {
                Task::Eval(place) => {
                    self.charge(1).map_err(|why| At(self.node(place).start, why))?;
                    match self.node(place).kind {
                        Kind::Open => self.open(place, &mut tasks)?,
                        _ => values.push(self.leaf(place)?),
                    }
                }
                Task::Apply(place, count) => {
                    let arguments = values.split_off(values.len() - count);
                    self.call(place, arguments, &mut tasks, &mut values)?;
                }
                Task::Bind(names) => {
                    let bound = values.split_off(values.len() - names.len());
                    self.bind(&names, bound);
                }
                Task::Unbind(names) => self.unbind(&names),
                Task::Leave(frame, definition, place) => self.leave(frame, definition, place, values.last())?,
            }
        }
        Ok(values.pop().expect("the value of the whole"))
    }

    /// Binds names in the current frame.
    pub(super) fn bind(&mut self, names: &[&'a str], values: Vec<Value>) {
        for (name, value) in names.iter().zip(values) {
            self.locals.entry(name).or_default().push((self.frame, value));
        }
    }

    /// Forgets the last binding of each name.
    pub(super) fn unbind(&mut self, names: &[&'a str]) {
        for name in names {
            self.locals.get_mut(name).and_then(Vec::pop);
        }
    }

    fn open(&mut self, place: Place, tasks: &mut Vec<Task<'a>>) -> Result<()> {
        if self.count(place) == 0 {
            return self.wrong(place, "expected a term, found `()`");
        }
        match self.word(self.part(place, 0)) {
            Some("let") => self.open_let(place, tasks),
            Some("!") if self.count(place) > 1 => {
                tasks.push(Task::Eval(self.part(place, 1)));
                Ok(())
            }
            Some("forall" | "exists") => self.wrong(place, "quantifiers are not read; the logic is QF_ABV"),
            _ => {
                let parts = self.parts(place);
                // `(_ bv5 8)` is a constant; its parts are no terms.
                let terms = if self.word(parts[0]) == Some("_") { &[] } else { &parts[1..] };
                tasks.push(Task::Apply(place, terms.len()));
                tasks.extend(terms.iter().rev().map(|&term| Task::Eval(term)));
                Ok(())
            }
        }
    }

    fn open_let(&mut self, place: Place, tasks: &mut Vec<Task<'a>>) -> Result<()> {
        self.expect_parts(place, 3, "(let ((name term) ...) term)")?;
        let bindings = self.parts(self.part(place, 1));
        let mut names = Vec::new();
        for &binding in &bindings {
            self.expect_parts(binding, 2, "(name term)")?;
            names.push(self.symbol(self.part(binding, 0), "a name")?);
        }
        tasks.push(Task::Unbind(names.clone()));
        tasks.push(Task::Eval(self.part(place, 2)));
        tasks.push(Task::Bind(names));
        // All of them are evaluated before the first is bound.
        tasks.extend(bindings.iter().rev().map(|&binding| Task::Eval(self.part(binding, 1))));
        Ok(())
    }

    /// What is in the first place of a list is done to the values.
    fn call(
        &mut self,
        place: Place,
        arguments: Vec<Value>,
        tasks: &mut Vec<Task<'a>>,
        values: &mut Vec<Value>,
    ) -> Result<()> {
        let head = self.part(place, 0);
        let name = self.word(head);
        let value = match (name, name.and_then(|name| self.names.get(name).cloned())) {
            (Some("_"), _) => self.decimal(place)?,
            (_, Some(Meaning::Macro(n))) => return self.enter(place, n, arguments, tasks),
            (_, Some(Meaning::Function(array, n))) => self.apply_function(place, array, n, arguments)?,
            (_, Some(Meaning::Value(_))) => {
                return self.wrong(head, format!("`{}` takes no arguments", self.shown(head)));
            }
            (Some(name), None) => self.apply(name, arguments).map_err(|why| At(self.node(place).start, why))?,
            (None, _) => self.apply_indexed(place, head, arguments)?,
        };
        values.push(value);
        Ok(())
    }

    /// Starts the body of a definition in a frame of its own.
    fn enter(&mut self, place: Place, n: usize, arguments: Vec<Value>, tasks: &mut Vec<Task<'a>>) -> Result<()> {
        let sorts: Vec<_> = self.macros[n].parameters.iter().map(|(_, sort)| *sort).collect();
        self.expect_sorts(place, &sorts, &arguments)?;
        tasks.push(Task::Leave(self.frame, n, place));
        tasks.push(Task::Eval(self.macros[n].body));
        self.frames += 1;
        self.frame = self.frames;
        let names: Vec<&'a str> = self.macros[n].parameters.iter().map(|(name, _)| *name).collect();
        self.bind(&names, arguments);
        Ok(())
    }

    fn leave(&mut self, frame: u32, n: usize, place: Place, value: Option<&Value>) -> Result<()> {
        let names: Vec<&'a str> = self.macros[n].parameters.iter().map(|(name, _)| *name).collect();
        self.unbind(&names);
        self.frame = frame;
        match value {
            Some(value) if value.sort() == self.macros[n].result => Ok(()),
            _ => self.wrong(place, format!("expected {}", self.macros[n].result)),
        }
    }
}
