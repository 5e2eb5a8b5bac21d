//! Terms as a complete SMT-LIB 2 script, for a second opinion by another solver.

use super::show::uses;
use super::{Node, TermId, Terms};
use crate::lift::prim::Prim;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write;

/// Longer texts are defined apart even when they are used once; some texts are written twice by their users.
const LONG: usize = 80;

/// Asserts the one-bit `asserts` and defines the roots by their names.
pub fn smtlib(terms: &Terms, roots: &[(String, TermId)], asserts: &[TermId]) -> String {
    let ids: Vec<TermId> = roots.iter().map(|(_, id)| *id).chain(asserts.iter().copied()).collect();
    let order = terms.below(&ids);
    let mut script = Script::new(terms);
    script.declare(&order);
    let uses = uses(terms, &order);
    for &id in &order {
        script.define(id, uses[id.0 as usize]);
    }
    for (name, id) in roots {
        let (name, text) = (script.unique(name), script.texts[id.0 as usize].clone());
        script.line(format_args!("(define-fun {name} () {} {text})", sort(terms.width(*id))));
    }
    for id in asserts {
        let text = script.texts[id.0 as usize].clone();
        script.line(format_args!("(assert (= {text} #b1))"));
    }
    script.text + "(check-sat)\n"
}

struct Script<'a> {
    terms: &'a Terms,
    text: String,
    /// The term as it is written where it is used.
    texts: Vec<String>,
    names: FxHashSet<String>,
    regions: FxHashMap<u32, String>,
    /// Functions for words of folds, by all that is no operand.
    functions: FxHashMap<(String, [u32; 5]), String>,
    tables: FxHashMap<u32, String>,
}

impl<'a> Script<'a> {
    fn new(terms: &'a Terms) -> Self {
        Script {
            terms,
            text: String::new(),
            texts: vec![String::new(); terms.len()],
            names: FxHashSet::default(),
            regions: FxHashMap::default(),
            functions: FxHashMap::default(),
            tables: FxHashMap::default(),
        }
    }

    fn line(&mut self, line: std::fmt::Arguments) {
        writeln!(self.text, "{line}").expect("strings take all");
    }

    /// A quoted symbol that is not yet in use.
    fn unique(&mut self, name: &str) -> String {
        let allowed = |c: char| if matches!(c, ' '..='~') && c != '|' && c != '\\' { c } else { '_' };
        let name: String = name.chars().map(allowed).collect();
        let tries = (0..).map(|n| if n == 0 { format!("|{name}|") } else { format!("|{name}!{n}|") });
        let symbol = tries.into_iter().find(|symbol| !self.names.contains(symbol)).expect("symbols without end");
        self.names.insert(symbol.clone());
        symbol
    }

    fn declare(&mut self, order: &[TermId]) {
        let has_arrays = |&id: &TermId| matches!(self.terms.node(id), Node::Read { .. } | Node::FoldOut { .. });
        let logic = if order.iter().any(has_arrays) { "QF_AUFBV" } else { "QF_BV" };
        self.line(format_args!("(set-logic {logic})"));
        for &id in order {
            match self.terms.node(id) {
                Node::Var { width, index } => {
                    self.texts[id.0 as usize] = self.unique(self.terms.var_name(index));
                    let line = format!("(declare-const {} {})", self.texts[id.0 as usize], sort(width));
                    self.line(format_args!("{line}"));
                }
                Node::Read { region, .. } if !self.regions.contains_key(&region) => {
                    let name = self.unique(self.terms.region_name(region));
                    self.line(format_args!("(declare-const {name} (Array {} {}))", sort(64), sort(8)));
                    self.regions.insert(region, name);
                }
                _ => {}
            }
        }
    }

    fn define(&mut self, id: TermId, uses: u32) {
        let text = match self.terms.node(id) {
            Node::Var { .. } | Node::Fold { .. } => return,
            Node::Const { width, .. } => constant(width.into(), self.terms.as_const(id).expect("a constant")),
            Node::Prim { prim, width, a, b, c } => self.prim(prim, width.into(), [a, b, c]),
            Node::Extract { width, a, lo } => slice((lo + (width - 1)).into(), lo, self.at(a)),
            Node::Lookup { table, index, .. } => {
                let function = self.table(table);
                format!("({function} {})", self.at(index))
            }
            Node::Read { region, offset } => format!("(select {} {})", self.regions[&region], self.at(offset)),
            Node::FoldOut { fold, n, .. } => self.fold_out(fold, n),
        };
        let apart = !matches!(self.terms.node(id), Node::Const { .. }) && (uses > 1 || text.len() > LONG);
        self.texts[id.0 as usize] = if apart {
            let name = self.unique(&format!("t{}", id.0));
            self.line(format_args!("(define-fun {name} () {} {text})", sort(self.terms.width(id))));
            name
        } else {
            text
        };
    }

    /// A constant table as a function of its index: decisions by the index's bits, the highest first.
    fn table(&mut self, table: u32) -> String {
        if let Some(name) = self.tables.get(&table) {
            return name.clone();
        }
        let of = self.terms.table(table);
        let (name, bits) = (self.unique(&of.name), of.elements.len().trailing_zeros());
        let body = decisions(&of.elements, of.width.into());
        self.line(format_args!("(define-fun {name} ((i {})) {} {body})", sort(bits as u8), sort(of.width)));
        self.tables.insert(table, name.clone());
        name
    }

    fn at(&self, id: TermId) -> &str {
        &self.texts[id.0 as usize]
    }

    /// An uninterpreted function of all operands, with the first axiom of `fold`: of no blocks, the initial value.
    fn fold_out(&mut self, fold: TermId, n: u16) -> String {
        let Node::Fold { index } = self.terms.node(fold) else { panic!("a word of something that is no fold") };
        let fold = self.terms.fold(index);
        let kind = [fold.word.into(), fold.region, fold.chunk, n.into(), fold.initial.len() as u32];
        let key = (fold.function.clone(), kind);
        if !self.functions.contains_key(&key) {
            let name = self.unique(&format!("{}.{n}", fold.function));
            let initial = fold.initial.iter().map(|&word| self.terms.width(word));
            let sorts: Vec<String> = initial.chain([64, 64]).map(sort).collect();
            self.line(format_args!("(declare-fun {name} ({}) {})", sorts.join(" "), sort(fold.word)));
            self.functions.insert(key.clone(), name);
        }
        let operands = fold.initial.iter().chain([&fold.start, &fold.count]).map(|&id| self.at(id));
        let text = format!("({} {})", self.functions[&key], operands.collect::<Vec<_>>().join(" "));
        let (count, initial) = (self.at(fold.count).to_string(), self.at(fold.initial[n as usize]).to_string());
        self.line(format_args!("(assert (=> (= {count} {}) (= {text} {initial})))", constant(64, 0)));
        text
    }

    fn prim(&self, prim: Prim, width: u32, operands: [TermId; 3]) -> String {
        let [a, b, c] = operands.map(|id| self.at(id));
        let from = u32::from(self.terms.width(operands[0]));
        let bit = |operator: &str| format!("(ite ({operator} {a} {b}) #b1 #b0)");
        match prim {
            Prim::Not => format!("(bvnot {a})"),
            Prim::Eq => bit("="),
            Prim::Ult => bit("bvult"),
            Prim::Slt => bit("bvslt"),
            Prim::ZeroExtend => format!("((_ zero_extend {}) {a})", width - from),
            Prim::SignExtend => format!("((_ sign_extend {}) {a})", width - from),
            Prim::Select => format!("(ite (= {a} {}) {c} {b})", constant(from, 0)),
            Prim::Ror => self.rotate(width, a, operands[1]),
            Prim::Shl | Prim::Lsr | Prim::Asr => {
                format!("({} {a} {})", operator(prim), self.amount(width, operands[1]))
            }
            _ => format!("({} {a} {b})", operator(prim)),
        }
    }

    /// The amount of a shift at the width of what is shifted, as SMT-LIB wants it; too much stays too much.
    fn amount(&self, width: u32, by: TermId) -> String {
        let (from, text) = (u32::from(self.terms.width(by)), self.at(by));
        if from <= width {
            return format!("((_ zero_extend {}) {text})", width - from);
        }
        let low = slice(width - 1, 0, text);
        format!("(ite (bvult {text} {}) {low} {})", constant(from, width.into()), constant(width, width.into()))
    }

    /// SMT-LIB rotates by numerals only, so this is two shifts, the second by nothing left when the amount is 0.
    fn rotate(&self, width: u32, a: &str, by: TermId) -> String {
        if let Some(by) = self.terms.as_const(by) {
            return format!("((_ rotate_right {}) {a})", by % u128::from(width));
        }
        let (from, text) = (u32::from(self.terms.width(by)), self.at(by));
        let by = if from <= width {
            format!("(bvurem ((_ zero_extend {}) {text}) {})", width - from, constant(width, width.into()))
        } else {
            slice(width - 1, 0, &format!("(bvurem {text} {})", constant(from, width.into())))
        };
        format!("(bvor (bvlshr {a} {by}) (bvshl {a} (bvsub {} {by})))", constant(width, width.into()))
    }
}

fn decisions(elements: &[u128], width: u32) -> String {
    match elements {
        [one] => constant(width, *one),
        _ => {
            let (low, high) = elements.split_at(elements.len() / 2);
            let bit = low.len().trailing_zeros();
            let (low, high) = (decisions(low, width), decisions(high, width));
            format!("(ite (= ((_ extract {bit} {bit}) i) #b1) {high} {low})")
        }
    }
}

fn operator(prim: Prim) -> &'static str {
    match prim {
        Prim::Add => "bvadd",
        Prim::Sub => "bvsub",
        Prim::Mul => "bvmul",
        Prim::And => "bvand",
        Prim::Or => "bvor",
        Prim::Eor => "bvxor",
        Prim::Shl => "bvshl",
        Prim::Lsr => "bvlshr",
        Prim::Asr => "bvashr",
        Prim::Concat => "concat",
        _ => unreachable!("not a plain operator"),
    }
}

fn sort(width: u8) -> String {
    format!("(_ BitVec {width})")
}

fn constant(width: u32, value: u128) -> String {
    format!("(_ bv{value} {width})")
}

fn slice(hi: u32, lo: u8, text: &str) -> String {
    format!("((_ extract {hi} {lo}) {text})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::ops::Table;
    use crate::term::Fold;
    use std::sync::Arc;

    fn check(make: impl Fn(&mut Terms, TermId) -> TermId, expected: &str) {
        let mut terms = Terms::default();
        let x = terms.var(64, "x|");
        let root = make(&mut terms, x);
        let asserted = terms.less(x, root);
        assert_eq!(smtlib(&terms, &[("x|".into(), root)], &[asserted]), expected);
    }

    #[test]
    fn unknowns_get_symbols_of_their_own_and_shared_terms_definitions() {
        check(
            |terms, x| {
                let other = terms.var(64, "x|");
                terms.binary(Prim::Add, x, other)
            },
            "(set-logic QF_BV)\n(declare-const |x_| (_ BitVec 64))\n(declare-const |x_!1| (_ BitVec 64))\n\
             (define-fun |x_!2| () (_ BitVec 64) (bvadd |x_!1| |x_|))\n\
             (assert (= (ite (bvult |x_!1| (bvadd |x_!1| |x_|)) #b1 #b0) #b1))\n(check-sat)\n",
        );
    }

    #[test]
    fn tables_are_functions_of_the_bits_of_their_index() {
        check(
            |terms, x| {
                let table = Table { name: "T".into(), width: 64, elements: vec![7, 6, 5, 4] };
                let index = terms.extract(2, x, 0);
                terms.lookup(&Arc::new(table), index)
            },
            "(set-logic QF_BV)\n(declare-const |x_| (_ BitVec 64))\n\
             (define-fun |T| ((i (_ BitVec 2))) (_ BitVec 64) (ite (= ((_ extract 1 1) i) #b1) \
             (ite (= ((_ extract 0 0) i) #b1) (_ bv4 64) (_ bv5 64)) \
             (ite (= ((_ extract 0 0) i) #b1) (_ bv6 64) (_ bv7 64))))\n\
             (define-fun |x_!1| () (_ BitVec 64) (|T| ((_ extract 1 0) |x_|)))\n\
             (assert (= (ite (bvult |x_| (|T| ((_ extract 1 0) |x_|))) #b1 #b0) #b1))\n(check-sat)\n",
        );
    }

    #[test]
    fn folds_are_functions_with_one_axiom() {
        check(
            |terms, x| {
                let region = terms.add_region("data");
                let (function, start) = ("f".to_string(), terms.constant(64, 0));
                let fold = Fold { function, initial: vec![x], word: 64, region, start, chunk: 64, count: x };
                let fold = terms.make_fold(fold);
                terms.fold_out(64, fold, 0)
            },
            "(set-logic QF_AUFBV)\n(declare-const |x_| (_ BitVec 64))\n\
             (declare-fun |f.0| ((_ BitVec 64) (_ BitVec 64) (_ BitVec 64)) (_ BitVec 64))\n\
             (assert (=> (= |x_| (_ bv0 64)) (= (|f.0| |x_| (_ bv0 64) |x_|) |x_|)))\n\
             (define-fun |x_!1| () (_ BitVec 64) (|f.0| |x_| (_ bv0 64) |x_|))\n\
             (assert (= (ite (bvult |x_| (|f.0| |x_| (_ bv0 64) |x_|)) #b1 #b0) #b1))\n(check-sat)\n",
        );
    }
}
