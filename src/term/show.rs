//! Terms as text to read: infix, and what is used more than once gets a name.

use super::{Node, TermId, Terms};
use crate::lift::prim::Prim;
use rustc_hash::FxHashSet;

/// Longer texts get a name even when they are used once.
const LONG: usize = 120;

/// How tightly a text holds together; an operand that binds less needs parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    If,
    Compare,
    /// `AND`, `OR`, `EOR`, `::`, which never mix without parentheses.
    Bitwise,
    Shift,
    Sum,
    Product,
    Prefix,
    Atom,
}

#[derive(Clone)]
struct Text {
    text: String,
    level: Level,
    /// The outermost operation, for chains such as `a + b + c`.
    prim: Option<Prim>,
}

/// The roots as lines `name = term`, after lines `t1 = ...` for what they share.
pub fn show(terms: &Terms, roots: &[(String, TermId)]) -> String {
    let ids: Vec<TermId> = roots.iter().map(|(_, id)| *id).collect();
    let order = terms.below(&ids);
    let uses = uses(terms, &order);
    let mut names = (1..).map(|n| format!("t{n}"));
    let taken: FxHashSet<String> = order.iter().filter_map(|&id| taken_name(terms, id)).collect();
    let mut texts: Vec<Option<Text>> = vec![None; terms.len()];
    let mut lines = String::new();
    for &id in &order {
        let mut text = describe(terms, id, &texts);
        if deserves_a_name(terms, id, uses[id.0 as usize], text.text.len()) {
            let name = names.by_ref().find(|name| !taken.contains(name)).expect("names without end");
            lines += &format!("{name} = {}\n", text.text);
            text = atom(name);
        }
        texts[id.0 as usize] = Some(text);
    }
    for (name, id) in roots {
        lines += &format!("{name} = {}\n", texts[id.0 as usize].as_ref().expect("a shown root").text);
    }
    lines
}

/// How often each term is an operand of the given ones.
pub(super) fn uses(terms: &Terms, order: &[TermId]) -> Vec<u32> {
    let mut uses = vec![0; terms.len()];
    for &id in order {
        terms.operands(id, |operand| uses[operand.0 as usize] += 1);
    }
    uses
}

fn taken_name(terms: &Terms, id: TermId) -> Option<String> {
    match terms.node(id) {
        Node::Var { index, .. } => Some(terms.var_name(index).to_string()),
        _ => None,
    }
}

fn deserves_a_name(terms: &Terms, id: TermId, uses: u32, length: usize) -> bool {
    match terms.node(id) {
        Node::Const { .. } | Node::Var { .. } => false,
        // A slice of something named, a word of a fold: as short as a name, and says more.
        Node::Extract { .. } | Node::FoldOut { .. } | Node::Read { .. } if length < 16 => false,
        _ => length > LONG || uses > 1,
    }
}

fn describe(terms: &Terms, id: TermId, texts: &[Option<Text>]) -> Text {
    let at = |id: TermId| texts[id.0 as usize].as_ref().expect("operands come first");
    match terms.node(id) {
        Node::Const { .. } => atom(number(terms.as_const(id).expect("a constant"))),
        Node::Var { index, .. } => atom(terms.var_name(index).to_string()),
        Node::Lookup { table, index, .. } => atom(format!("{}[{}]", terms.table(table).name, at(index).text)),
        Node::Read { region, offset } => atom(format!("{}[{}]", terms.region_name(region), at(offset).text)),
        Node::Extract { width: 1, a, lo } => atom(format!("{}[{lo}]", above(at(a), Level::Prefix))),
        Node::Extract { width, a, lo } => atom(format!("{}[{}:{lo}]", above(at(a), Level::Prefix), lo + (width - 1))),
        Node::FoldOut { fold, n, .. } => atom(format!("{}.{n}", at(fold).text)),
        Node::Fold { index } => {
            let fold = terms.fold(index);
            let initial: Vec<&str> = fold.initial.iter().map(|&word| at(word).text.as_str()).collect();
            let (count, start) = (above(at(fold.count), Level::Prefix), &at(fold.start).text);
            let data = format!("{}[{start} ..]", terms.region_name(fold.region));
            atom(format!("{}^{count}({}; {data})", fold.function, initial.join(", ")))
        }
        Node::Prim { prim, width, a, b, c } => describe_prim(prim, width, [a, b, c].map(at)),
    }
}

fn describe_prim(prim: Prim, width: u8, [a, b, c]: [&Text; 3]) -> Text {
    let (level, text) = match prim {
        Prim::Not => (Level::Prefix, format!("NOT {}", above(a, Level::Product))),
        Prim::ZeroExtend | Prim::SignExtend => (Level::Atom, format!("{}({}, {width})", prim.name(), a.text)),
        Prim::Select => {
            let (a, b) = (above(a, Level::If), above(b, Level::If));
            (Level::If, format!("if {a} then {b} else {}", c.text))
        }
        _ => {
            let level = level(prim);
            let left = if chains(a.prim, prim) { a.text.clone() } else { above(a, level) };
            (level, format!("{left} {} {}", prim.name(), above(b, level)))
        }
    };
    Text { text, level, prim: Some(prim) }
}

fn level(prim: Prim) -> Level {
    match prim {
        Prim::Mul => Level::Product,
        Prim::Add | Prim::Sub => Level::Sum,
        Prim::Shl | Prim::Lsr | Prim::Asr | Prim::Ror => Level::Shift,
        Prim::And | Prim::Or | Prim::Eor | Prim::Concat => Level::Bitwise,
        _ => Level::Compare,
    }
}

/// Whether `(a inner b) outer c` reads the same without parentheses.
fn chains(inner: Option<Prim>, outer: Prim) -> bool {
    use Prim::*;
    match outer {
        Add | Sub => matches!(inner, Some(Add | Sub)),
        Mul | And | Or | Eor | Concat => inner == Some(outer),
        _ => false,
    }
}

fn above(text: &Text, level: Level) -> String {
    if text.level > level { text.text.clone() } else { format!("({})", text.text) }
}

fn atom(text: String) -> Text {
    Text { text, level: Level::Atom, prim: None }
}

fn number(value: u128) -> String {
    if value <= 9 { value.to_string() } else { format!("{value:#x}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Fold;

    fn check(make: impl Fn(&mut Terms, TermId, TermId) -> TermId, expected: &str) {
        let mut terms = Terms::default();
        terms.add_region("data");
        let (x, y) = (terms.var(64, "x"), terms.var(64, "y"));
        let root = make(&mut terms, x, y);
        assert_eq!(show(&terms, &[("r".into(), root)]), format!("{expected}\n"));
    }

    #[test]
    fn parentheses_stand_only_where_they_are_needed() {
        use Prim::*;
        let nest = |outer, inner, right| {
            move |t: &mut Terms, x, y| {
                let both = t.binary(inner, x, y);
                if right { t.binary(outer, x, both) } else { t.binary(outer, both, x) }
            }
        };
        check(nest(Add, Mul, true), "r = x + x * y");
        check(nest(Mul, Add, true), "r = x * (x + y)");
        check(nest(Add, Sub, false), "r = x - y + x");
        check(nest(Sub, Add, true), "r = x - (x + y)");
        check(nest(And, Eor, false), "r = (x EOR y) AND x");
        check(nest(Eor, Eor, false), "r = x EOR y EOR x");
        check(nest(Ror, Add, false), "r = x + y ROR x");
        check(
            |t, x, y| {
                let s = t.less(x, y);
                let n = t.not(s);
                t.prim(Select, 64, [n, x, y])
            },
            "r = if NOT (x < y) then x else y",
        );
    }

    #[test]
    fn slices_reads_and_folds() {
        check(|t, x, _| t.extract(8, x, 16), "r = x[23:16]");
        check(
            |t, x, _| {
                let (k, three) = (t.constant(64, 64), t.constant(64, 3));
                let at = t.binary(Prim::Mul, k, x);
                let at = t.binary(Prim::Add, at, three);
                t.read(0, at)
            },
            "r = data[0x40 * x + 3]",
        );
        check(
            |t, x, y| {
                let (function, start) = ("f".to_string(), t.constant(64, 0));
                let fold = Fold { function, initial: vec![x, y], word: 64, region: 0, start, chunk: 64, count: y };
                let fold = t.make_fold(fold);
                let (a, b) = (t.fold_out(64, fold, 0), t.fold_out(64, fold, 1));
                t.binary(Prim::Add, a, b)
            },
            "t1 = f^y(x, y; data[0 ..])\nr = t1.0 + t1.1",
        );
    }

    #[test]
    fn what_is_shared_is_named_once() {
        check(
            |t, x, y| {
                let sum = t.binary(Prim::Add, x, y);
                let product = t.binary(Prim::Mul, sum, sum);
                t.binary(Prim::Eor, product, sum)
            },
            "t1 = x + y\nr = t1 * t1 EOR t1",
        );
    }
}
