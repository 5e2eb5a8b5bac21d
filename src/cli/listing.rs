//! Instructions as text, with where they branch to, and the search for one by its text.

use super::names::place;
use rustc_hash::FxHashMap;
use vambrace::lift::exec::exec;
use vambrace::lift::isa::Isa;
use vambrace::lift::ops::{Op, Ops};
use vambrace::lift::prim::Prim;
use vambrace::machine::elf::{Function, Image, MappingKind};
use vambrace::symbolic::domain::{Notes, Symbolic};
use vambrace::symbolic::{Regions, SymState};
use vambrace::term::{Node, TermId, Terms};

/// Prints the instructions of an image.
pub struct Listing<'a> {
    pub isa: &'a Isa,
    pub image: &'a Image,
    /// Which encodings, by index, read PC.
    relative: FxHashMap<usize, bool>,
}

impl<'a> Listing<'a> {
    /// Nothing is printed yet.
    pub fn new(isa: &'a Isa, image: &'a Image) -> Self {
        Listing { isa, image, relative: FxHashMap::default() }
    }

    /// The text of a word, and the place that it branches to or whose address it makes.
    pub fn text(&mut self, pc: u64, word: u32) -> String {
        let text = self.isa.disassemble(word);
        match self.target(pc, word) {
            Some(target) => format!("{text} <{}>", place(self.image, target)),
            None => text,
        }
    }

    /// The instruction at an address, for messages.
    pub fn at(&mut self, pc: u64) -> String {
        match self.image.word(pc) {
            Some(word) => self.text(pc, word),
            None => "no instruction".into(),
        }
    }

    fn target(&mut self, pc: u64, word: u32) -> Option<u64> {
        let encoding = self.isa.find(word)?;
        if self.relative.get(&encoding) == Some(&false) {
            return None;
        }
        let ops = self.isa.lift(word).ok()?;
        let relative = ops.list.iter().any(|(op, _)| *op == Op::ReadPc);
        self.relative.insert(encoding, relative);
        if relative { target(&ops, self.image, pc) } else { None }
    }
}

/// What the operations make of the PC when all registers are unknown: the other way on, or else an address.
fn target(ops: &Ops, image: &Image, pc: u64) -> Option<u64> {
    let (mut terms, regions) = (Terms::default(), Regions::default());
    let mut state = SymState::unknown(&mut terms, 0);
    let mut notes = Notes::default();
    let mut domain = Symbolic::new(&mut terms, &regions, image, &mut state, &mut notes, pc);
    exec(ops, &mut domain, &mut Vec::new()).ok()?;
    match domain.next {
        Some(next) => branch(&terms, next, pc),
        None => state.x.iter().find_map(|&x| terms.as_const(x)).map(|address| address as u64),
    }
}

fn branch(terms: &Terms, next: TermId, pc: u64) -> Option<u64> {
    let ways = match terms.node(next) {
        Node::Prim { prim: Prim::Select, b, c, .. } => vec![terms.as_const(b)?, terms.as_const(c)?],
        _ => vec![terms.as_const(next)?],
    };
    let fall = pc.wrapping_add(4);
    Some(ways.into_iter().map(|way| way as u64).find(|&way| way != fall).unwrap_or(fall))
}

/// The addresses of a function's instructions whose text is this one.
pub fn find_text(isa: &Isa, image: &Image, function: &Function, text: &str) -> Vec<u64> {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let wanted = plain(text);
    let same = |&pc: &u64| image.word(pc).is_some_and(|word| plain(&isa.disassemble(word)) == wanted);
    let code = |&pc: &u64| image.kind_at(pc) == MappingKind::Code;
    (function.address..function.address + function.size).step_by(4).filter(code).filter(same).collect()
}
