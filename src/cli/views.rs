//! What `vambrace sim` shows of the end of a path: registers and memory, as terms or as SMT-LIB.

use super::names::register;
use super::tidy::{Tidy, memory_name};
use super::unknowns::{Unknowns, term};
use super::values::{number64, offset};
use vambrace::lift::exec::Domain;
use vambrace::lift::prim::Prim;
use vambrace::machine::Place;
use vambrace::symbolic::domain::{Notes, Symbolic};
use vambrace::symbolic::linear::Linear;
use vambrace::symbolic::state::Cell;
use vambrace::symbolic::{Length, PathEnd, SymState};
use vambrace::term::TermId;
use vambrace::term::show::show;
use vambrace::term::smtlib::smtlib;

/// Something to show.
#[derive(Clone, Debug)]
pub enum Item {
    /// With the width of its name.
    Register(String, Place, u8),
    Memory {
        region: usize,
        offset: i64,
        bytes: u8,
    },
}

impl Unknowns<'_> {
    /// Reads `X0,W1,[state+8;4]`.
    pub fn items(&self, text: &str) -> Result<Vec<Item>, String> {
        text.split(',').map(|item| self.item(item.trim())).collect()
    }

    fn item(&self, text: &str) -> Result<Item, String> {
        let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            let (place, width) = register(text).map_err(|error| format!("--show: {error}, nor [NAME+N;LEN]"))?;
            return Ok(Item::Register(text.to_ascii_uppercase(), place, width));
        };
        let (at, bytes) = inner.split_once(';').ok_or(format!("--show: expected [NAME+N;LEN], found `{text}`"))?;
        let (name, offset) = offset(at.trim())?;
        let Some(region) = self.regions.list.iter().position(|region| region.name == name) else {
            let names: Vec<&str> = self.regions.list.iter().map(|region| region.name.as_str()).collect();
            return Err(format!("--show {text}: no region `{name}`; the regions are {}", names.join(", ")));
        };
        match number64(bytes.trim())? {
            bytes @ 1..=16 => Ok(Item::Memory { region, offset, bytes: bytes as u8 }),
            bytes => Err(format!("--show {text}: expected 1 to 16 bytes, found {bytes}")),
        }
    }

    /// Everything that differs from the state on entry; not what lies below SP.
    fn changed(&self, end: &SymState) -> Vec<Item> {
        let differs = |place: &Place| term(&self.before, *place) != term(end, *place);
        let width = |place: Place| self.terms.width(term(end, place));
        let register = |place: Place| Item::Register(place.name(), place, width(place));
        let mut items: Vec<Item> = Place::registers().filter(differs).map(register).collect();
        for (region, cells) in end.cells.iter().enumerate() {
            let mut cells: Vec<(i64, Cell)> = cells.iter().map(|(&at, &cell)| (at, cell)).collect();
            cells.sort_unstable_by_key(|cell| cell.0);
            let dead = self.below_sp(region, end);
            cells.retain(|cell| cell.0 >= dead);
            // Bytes that follow each other in memory and in the stored value are shown together.
            let together = |a: &(i64, Cell), b: &(i64, Cell)| {
                a.0 + 1 == b.0 && a.1.value == b.1.value && a.1.index + 1 == b.1.index
            };
            let item = |run: &[(i64, Cell)]| Item::Memory { region, offset: run[0].0, bytes: run.len() as u8 };
            items.extend(cells.chunk_by(together).map(item));
        }
        items
    }

    /// Below this offset nothing counts: for the stack, where SP is.
    fn below_sp(&self, region: usize, end: &SymState) -> i64 {
        let stack = &self.regions.list[region];
        if stack.length != Length::Stack {
            return i64::MIN;
        }
        let sp = Linear::of(&self.terms, end.sp);
        if sp.parts == [(stack.base, 1)] { sp.constant as i64 } else { i64::MIN }
    }

    fn roots(&mut self, end: &PathEnd, shown: Option<&[Item]>) -> Result<Vec<(String, TermId)>, String> {
        let items = shown.map_or_else(|| self.changed(&end.state), <[Item]>::to_vec);
        items.iter().map(|item| self.root(end, item)).collect()
    }

    fn root(&mut self, end: &PathEnd, item: &Item) -> Result<(String, TermId), String> {
        match item {
            Item::Register(name, place, width) => {
                let whole = term(&end.state, *place);
                Ok((format!("{name}'"), self.terms.extract(*width, whole, 0)))
            }
            Item::Memory { region, offset, bytes } => {
                let name = memory_name(&self.regions.list[*region].name, *offset, *bytes);
                let value = self.load(&end.state, *region, *offset, *bytes);
                value.map(|value| (format!("{name}'"), value)).map_err(|error| format!("--show {name}: {error}"))
            }
        }
    }

    fn load(&mut self, end: &SymState, region: usize, offset: i64, bytes: u8) -> Result<TermId, String> {
        let mut notes = Notes::default();
        let offset = self.terms.constant(64, offset as u64 as u128);
        let address = self.terms.binary(Prim::Add, self.regions.list[region].base, offset);
        let mut state = end.clone();
        let mut domain = Symbolic::new(&mut self.terms, &self.regions, self.image, &mut state, &mut notes, 0);
        domain.load(address, bytes).map_err(|kind| kind.to_string())
    }

    /// The path's condition and what is shown, as readable terms.
    pub fn text(&mut self, end: &PathEnd, shown: Option<&[Item]>) -> Result<String, String> {
        let mut roots = self.roots(end, shown)?;
        let path = &end.state.path;
        let condition = path.iter().copied().reduce(|a, b| self.terms.binary(Prim::And, a, b));
        if roots.is_empty() && condition.is_none() {
            return Ok("nothing changed\n".into());
        }
        if let Some(condition) = condition {
            roots.insert(0, ("when".into(), condition));
        }
        let (names, ids): (Vec<String>, Vec<TermId>) = roots.into_iter().unzip();
        let ids = Tidy::default().tidy(&mut self.terms, &ids);
        Ok(show(&self.terms, &names.into_iter().zip(ids).collect::<Vec<_>>()))
    }

    /// The same as a script for a solver.
    pub fn smtlib(&mut self, end: &PathEnd, shown: Option<&[Item]>) -> Result<String, String> {
        let roots = self.roots(end, shown)?;
        Ok(smtlib(&self.terms, &roots, &end.state.path))
    }
}
