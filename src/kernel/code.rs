//! Steps as bytes: numbers of seven bits a byte, the lowest first; terms as differences to the term before.

use super::clauses::Question;
use super::make::Make;
use super::multilinear::ARGUMENTS;
use super::order::{DEPTH, LINES, Line, Proof};
use super::step::Step;
use super::table::BITS;
use super::unfold::Unfold;
use super::{Checked, refuse};
use crate::lift::prim::Prim;
use crate::term::TermId;

/// The operations in the order of their codes.
const PRIMS: [Prim; 18] = [
    Prim::Not,
    Prim::Add,
    Prim::Sub,
    Prim::Mul,
    Prim::And,
    Prim::Or,
    Prim::Eor,
    Prim::Shl,
    Prim::Lsr,
    Prim::Asr,
    Prim::Ror,
    Prim::Eq,
    Prim::Ult,
    Prim::Slt,
    Prim::Concat,
    Prim::ZeroExtend,
    Prim::SignExtend,
    Prim::Select,
];

/// Writes numbers, lists and terms.
#[derive(Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
    last: u32,
}

impl Writer {
    /// A number.
    pub fn number(&mut self, value: u128) {
        let mut value = value;
        while value >= 128 {
            self.bytes.push(value as u8 | 128);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A number with a sign; small ones are short either way.
    pub fn signed(&mut self, value: i64) {
        self.number(((value << 1) ^ (value >> 63)) as u64 as u128);
    }

    /// A term.
    pub fn term(&mut self, id: TermId) {
        self.signed(i64::from(id.0) - i64::from(self.last));
        self.last = id.0;
    }

    /// Terms.
    pub fn terms(&mut self, ids: &[TermId]) {
        self.number(ids.len() as u128);
        ids.iter().for_each(|&id| self.term(id));
    }

    /// Bytes with their count.
    pub fn block(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u128);
        self.bytes.extend_from_slice(bytes);
    }

    /// A step.
    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Rank(first) => (self.bytes.push(14), self.terms(first)).1,
            Step::Open(assumptions) => (self.bytes.push(0), self.terms(assumptions)).1,
            Step::Close => self.bytes.push(1),
            Step::Consequences(id) => (self.bytes.push(2), self.term(*id)).1,
            Step::Make(make) => (self.bytes.push(3), self.make(*make)).1,
            Step::Table(width, elements) => {
                self.bytes.extend([13, *width]);
                self.number(elements.len() as u128);
                elements.iter().for_each(|&element| self.number(element));
            }
            Step::Rewrite(id) => (self.bytes.push(4), self.term(*id)).1,
            Step::Linear(a, b) => (self.bytes.push(5), self.term(*a), self.term(*b)).2,
            Step::Bits(a, b) => (self.bytes.push(6), self.term(*a), self.term(*b)).2,
            Step::BitsOfTables(a, b) => (self.bytes.push(12), self.term(*a), self.term(*b)).2,
            Step::Enumerate(a, b, leaves) => {
                self.bytes.push(7);
                self.terms(&[*a, *b]);
                self.terms(leaves);
            }
            Step::Multilinear(a, b, arguments) => {
                self.bytes.push(8);
                self.terms(&[*a, *b]);
                self.number(arguments.len() as u128);
                arguments.iter().for_each(|leaves| self.terms(leaves));
            }
            Step::Solve(equation, part, value) => {
                self.bytes.push(9);
                self.terms(&[*equation, *part, *value]);
            }
            Step::Unfold(unfold) => {
                self.bytes.push(10);
                self.terms(&[unfold.longer, unfold.shorter, unfold.next, unfold.grows]);
            }
            Step::Order { claim, value, proof } => {
                self.bytes.extend([15, u8::from(*value)]);
                self.term(*claim);
                self.order(proof);
            }
            Step::Sat { question, proof } => {
                self.bytes.push(11);
                self.terms(&[question.a, question.b]);
                self.terms(&question.facts);
                self.terms(&question.cut);
                self.block(proof);
            }
        }
    }

    fn order(&mut self, proof: &Proof) {
        match proof {
            Proof::Cases(bit, sides) => {
                self.number(0);
                self.term(*bit);
                sides.iter().for_each(|side| self.order(side));
            }
            Proof::Lines(lines) => {
                self.number(1 + lines.len() as u128);
                lines.iter().for_each(|line| self.line(line));
            }
        }
    }

    fn line(&mut self, line: &Line) {
        match line {
            Line::Known(id) => (self.bytes.push(0), self.term(*id)).1,
            Line::Least(id) => (self.bytes.push(1), self.term(*id)).1,
            Line::Most(id) => (self.bytes.push(2), self.term(*id)).1,
            Line::Computed(id) => (self.bytes.push(3), self.term(*id)).1,
            Line::Floor(id) => (self.bytes.push(5), self.term(*id)).1,
            Line::Ceiling(id) => (self.bytes.push(6), self.term(*id)).1,
            Line::Chosen(id) => (self.bytes.push(7), self.term(*id)).1,
            Line::Distinct(id, row) => (self.bytes.push(8), self.term(*id), self.number(*row as u128)).2,
            Line::Sum(parts) => {
                self.bytes.push(4);
                self.number(parts.len() as u128);
                for &(at, factor) in parts {
                    self.number(at as u128);
                    self.number(((factor << 1) ^ (factor >> 127)) as u128);
                }
            }
        }
    }

    fn make(&mut self, make: Make) {
        match make {
            Make::Constant { width, value } => {
                self.bytes.extend([0, width]);
                self.number(value);
            }
            Make::Prim { prim, width, operands } => {
                self.bytes.extend([1, prim as u8, width]);
                operands[..prim.arity()].iter().for_each(|&operand| self.term(operand));
            }
            Make::Extract { width, a, lo } => {
                self.bytes.extend([2, width, lo]);
                self.term(a);
            }
            Make::Lookup { table, index } => {
                self.bytes.push(3);
                self.number(table.into());
                self.term(index);
            }
            Make::Read { region, offset } => {
                self.bytes.push(4);
                self.number(region.into());
                self.term(offset);
            }
            Make::FoldOut { fold, n } => {
                self.bytes.push(5);
                self.number(n.into());
                self.term(fold);
            }
            Make::Fold { like, count } => {
                self.bytes.push(6);
                self.term(like);
                self.term(count);
            }
        }
    }
}

/// Reads what a [`Writer`] wrote; every fault is a refusal.
pub struct Reader<'a> {
    rest: &'a [u8],
    last: u32,
}

impl<'a> Reader<'a> {
    /// From the first byte on.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes, last: 0 }
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// A byte.
    pub fn byte(&mut self) -> Checked<u8> {
        match self.rest.split_first() {
            Some((&byte, rest)) => {
                self.rest = rest;
                Ok(byte)
            }
            None => refuse("the certificate ends in the middle of a step"),
        }
    }

    /// A number.
    pub fn number(&mut self) -> Checked<u128> {
        let (mut value, mut at) = (0u128, 0);
        loop {
            let byte = self.byte()?;
            let part = u128::from(byte & 127);
            // One number has one form: no bits beyond 128, and no zeros at the end.
            if at >= 128 || part << at >> at != part || (byte == 0 && at > 0) {
                return refuse("a number of the certificate is not in its shortest form");
            }
            value |= part << at;
            if byte < 128 {
                return Ok(value);
            }
            at += 7;
        }
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: u128) -> Checked<u128> {
        let value = self.number()?;
        if value < bound { Ok(value) } else { refuse(format!("{value} is not below {bound}")) }
    }

    /// A number with a sign.
    pub fn signed(&mut self) -> Checked<i64> {
        let value = self.below(1 << 64)? as u64;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A term.
    pub fn term(&mut self) -> Checked<TermId> {
        let difference = self.signed()?;
        match u32::try_from(i64::from(self.last).saturating_add(difference)) {
            Ok(id) => {
                self.last = id;
                Ok(TermId(id))
            }
            Err(_) => refuse("a term's number is out of range"),
        }
    }

    /// How many things follow, each of a byte at least.
    pub fn count(&mut self) -> Checked<usize> {
        Ok(self.below(self.rest.len() as u128 + 1)? as usize)
    }

    /// Terms.
    pub fn terms(&mut self) -> Checked<Vec<TermId>> {
        (0..self.count()?).map(|_| self.term()).collect()
    }

    /// So many terms.
    fn exactly<const N: usize>(&mut self) -> Checked<[TermId; N]> {
        let terms = self.terms()?;
        terms.try_into().or_else(|_| refuse(format!("expected {N} terms")))
    }

    /// Bytes.
    pub fn block(&mut self) -> Checked<&'a [u8]> {
        let count = self.count()?;
        match self.rest.split_at_checked(count) {
            Some((block, rest)) => {
                self.rest = rest;
                Ok(block)
            }
            None => refuse("the certificate ends in the middle of a block"),
        }
    }

    /// A step.
    pub fn step(&mut self) -> Checked<Step> {
        Ok(match self.byte()? {
            0 => Step::Open(self.terms()?),
            1 => Step::Close,
            2 => Step::Consequences(self.term()?),
            3 => Step::Make(self.make()?),
            4 => Step::Rewrite(self.term()?),
            5 => Step::Linear(self.term()?, self.term()?),
            6 => Step::Bits(self.term()?, self.term()?),
            7 => {
                let [a, b] = self.exactly()?;
                Step::Enumerate(a, b, self.terms()?)
            }
            8 => {
                let [a, b] = self.exactly()?;
                let arguments =
                    (0..self.below(ARGUMENTS as u128 + 1)?).map(|_| self.terms()).collect::<Checked<_>>()?;
                Step::Multilinear(a, b, arguments)
            }
            9 => {
                let [equation, part, value] = self.exactly()?;
                Step::Solve(equation, part, value)
            }
            10 => {
                let [longer, shorter, next, grows] = self.exactly()?;
                Step::Unfold(Unfold { longer, shorter, next, grows })
            }
            11 => {
                let [a, b] = self.exactly()?;
                let question = Question { a, b, facts: self.terms()?, cut: self.terms()? };
                Step::Sat { question, proof: self.block()?.to_vec() }
            }
            12 => Step::BitsOfTables(self.term()?, self.term()?),
            13 => {
                let (width, length) = (self.byte()?, self.below((1 << BITS) + 1)?);
                Step::Table(width, (0..length).map(|_| self.number()).collect::<Checked<_>>()?)
            }
            14 => Step::Rank(self.terms()?),
            15 => {
                let value = self.below(2)? == 1;
                Step::Order { claim: self.term()?, value, proof: self.order(DEPTH)? }
            }
            code => return refuse(format!("no step has the code {code}")),
        })
    }

    fn order(&mut self, depth: usize) -> Checked<Proof> {
        let Some(count) = self.below(LINES as u128 + 2)?.checked_sub(1) else {
            let Some(depth) = depth.checked_sub(1) else { return refuse("too many cases of a comparison") };
            let bit = self.term()?;
            return Ok(Proof::Cases(bit, Box::new([self.order(depth)?, self.order(depth)?])));
        };
        Ok(Proof::Lines((0..count).map(|_| self.line()).collect::<Checked<_>>()?))
    }

    fn line(&mut self) -> Checked<Line> {
        Ok(match self.byte()? {
            0 => Line::Known(self.term()?),
            1 => Line::Least(self.term()?),
            2 => Line::Most(self.term()?),
            3 => Line::Computed(self.term()?),
            4 => {
                let part = |reader: &mut Self| {
                    let (at, factor) = (reader.below(LINES as u128 + 1)? as usize, reader.number()?);
                    Ok((at, (factor >> 1) as i128 ^ -((factor & 1) as i128)))
                };
                Line::Sum((0..self.below(LINES as u128 + 1)?).map(|_| part(self)).collect::<Checked<_>>()?)
            }
            5 => Line::Floor(self.term()?),
            6 => Line::Ceiling(self.term()?),
            7 => Line::Chosen(self.term()?),
            8 => Line::Distinct(self.term()?, self.below(LINES as u128 + 1)? as usize),
            code => return refuse(format!("no line has the code {code}")),
        })
    }

    fn make(&mut self) -> Checked<Make> {
        Ok(match self.byte()? {
            0 => Make::Constant { width: self.byte()?, value: self.number()? },
            1 => {
                let code = self.byte()?;
                let Some(&prim) = PRIMS.get(usize::from(code)) else {
                    return refuse(format!("no operation has the code {code}"));
                };
                let width = self.byte()?;
                let mut operands = [TermId::default(); 3];
                for operand in &mut operands[..prim.arity()] {
                    *operand = self.term()?;
                }
                Make::Prim { prim, width, operands }
            }
            2 => {
                let (width, lo) = (self.byte()?, self.byte()?);
                Make::Extract { width, a: self.term()?, lo }
            }
            3 => Make::Lookup { table: self.below(1 << 32)? as u32, index: self.term()? },
            4 => Make::Read { region: self.below(1 << 32)? as u32, offset: self.term()? },
            5 => {
                let n = self.below(1 << 16)? as u16;
                Make::FoldOut { fold: self.term()?, n }
            }
            6 => Make::Fold { like: self.term()?, count: self.term()? },
            code => return refuse(format!("no term has the code {code}")),
        })
    }
}
