//! Items as text: instructions, functions, constants, types, tests and proofs.

use super::super::ast::{
    Call, Claim, Clause, Expr, Function, Ident, Instruction, Item, Lemma, Loop, Piece, Place, Proof, ProofParam, Quote,
    Syntax, Type,
};
use super::expressions::{bits, quote};
use super::{Printer, expression, ty};

impl Printer {
    pub(super) fn items(&mut self, items: &[Item]) {
        for (at, item) in items.iter().enumerate() {
            // Short items stand together.
            if at > 0 && (is_long(item) || is_long(&items[at - 1])) {
                self.line("");
            }
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Instruction(instruction) => self.instruction(instruction),
            Item::Function(function) => self.function(function),
            Item::Constant { name, ty, value } => {
                self.line(&format!("constant {} = {}", typed(name, ty), expression(value)));
            }
            Item::TypeName { name, ty: t } => self.line(&format!("type {} = {}", name.name, ty(t))),
            Item::Test { condition, .. } => self.line(&format!("test {}", expression(condition))),
            Item::Standard { path, .. } => self.line(&format!("standard {}", quote(path))),
            Item::Lemmas { path, .. } => self.line(&format!("lemmas {}", quote(path))),
            Item::Program { path, .. } => self.line(&format!("program {}", quote(path))),
            Item::Proof(proof) => self.proof(proof),
            Item::Lemma(lemma) => self.lemma(lemma),
        }
    }

    fn function(&mut self, f: &Function) {
        let params: Vec<String> = f.params.iter().map(|p| typed(&p.name, &p.ty)).collect();
        self.body(&format!("function {}({}) => {}", f.name.name, params.join(", "), ty(&f.result)), &f.body);
    }

    fn instruction(&mut self, i: &Instruction) {
        if !i.title.is_empty() {
            self.line(&format!("/// {}", i.title));
        }
        self.open(&format!("instruction {}", i.name.name));
        self.line(&i.encoding.iter().fold("encoding |".into(), |all, p| format!("{all} {} |", piece(p))));
        if let Some(feature) = &i.feature {
            self.line(&format!("feature {}", feature.name));
        }
        i.syntax.iter().for_each(|s| self.syntax(s));
        if !i.decode.is_empty() {
            self.body("decode", &i.decode);
        }
        match i.operation.is_empty() {
            true => self.line("operation { }"),
            false => self.body("operation", &i.operation),
        }
        self.close();
    }

    fn syntax(&mut self, s: &Syntax) {
        let when = s.condition.as_ref().map_or(String::new(), |c| format!(" when {}", expression(c)));
        self.line(&format!("syntax {}{when}", quote(&s.template)));
    }

    fn proof(&mut self, p: &Proof) {
        let param = |p: &ProofParam| match &p.place {
            Place::At(address) => format!("{} at {}", typed(&p.name, &p.ty), expression(address)),
            Place::Is(value) => format!("{} = {}", typed(&p.name, &p.ty), expression(value)),
            Place::Any => typed(&p.name, &p.ty),
        };
        let params: Vec<String> = p.params.iter().map(param).collect();
        self.open(&format!("proof {}({})", p.name.name, params.join(", ")));
        p.clauses.iter().for_each(|c| self.clause(c));
        self.close();
    }

    fn lemma(&mut self, l: &Lemma) {
        let params: Vec<String> = l.params.iter().map(|p| typed(&p.name, &p.ty)).collect();
        self.open(&format!("lemma {}({})", l.name.name, params.join(", ")));
        l.requires.iter().for_each(|claim| self.line(&format!("requires {}", expression(claim))));
        l.ensures.iter().for_each(|claim| self.line(&format!("ensures {}", self::claim(claim))));
        self.close();
    }

    fn clause(&mut self, clause: &Clause) {
        match clause {
            Clause::Requires(claim) => self.line(&format!("requires {}", expression(claim))),
            Clause::Secret(list) => self.line(&format!("secret {}", names(list))),
            Clause::Modifies(list) => self.line(&format!("modifies {}", names(list))),
            Clause::Ensures(claim) => self.line(&format!("ensures {}", self::claim(claim))),
            Clause::Loop(l) => self.loop_clause(l),
            Clause::Then(call) => self.line(&format!("then {}", self::call(call))),
        }
    }

    fn loop_clause(&mut self, l: &Loop) {
        let routine = l.routine.as_ref().map_or_else(String::new, |routine| format!(" from {}", routine.name));
        let except = l.except.as_ref().map_or_else(String::new, |from| format!(" except from {}", quoted(from)));
        let what = if l.decreases.is_some() { "loop" } else { "cut" };
        self.open(&format!("{what} at {}{routine}{except}", quoted(&l.at)));
        for (name, value) in &l.lets {
            self.line(&format!("let {} = {}", name.name, expression(value)));
        }
        for g in &l.ghosts {
            self.line(&format!("ghost {} = {} then {}", g.name.name, expression(&g.first), expression(&g.next)));
        }
        for claim in &l.invariants {
            self.line(&format!("invariant {}", self::claim(claim)));
        }
        if let Some(measure) = &l.decreases {
            self.line(&format!("decreases {}", expression(measure)));
        }
        if let Some(name) = &l.cases {
            self.line(&format!("cases {}", name.name));
        }
        self.close();
    }
}

/// `aes_hw_encrypt(&in, &out, &key)`
pub fn call(call: &Call) -> String {
    applied(&call.routine, &call.arguments)
}

/// `a == b by dot_commutes(a, b)`
fn claim(claim: &Claim) -> String {
    let uses: Vec<String> = claim.by.iter().map(|used| applied(&used.lemma, &used.arguments)).collect();
    let by = if uses.is_empty() { String::new() } else { format!(" by {}", uses.join(", ")) };
    format!("{}{by}", expression(&claim.claim))
}

fn applied(name: &Ident, arguments: &[Expr]) -> String {
    let arguments: Vec<String> = arguments.iter().map(expression).collect();
    format!("{}({})", name.name, arguments.join(", "))
}

fn quoted(quote: &Quote) -> String {
    let occurrence = if quote.occurrence == 1 { String::new() } else { format!(" #{}", quote.occurrence) };
    format!("{}{occurrence}", self::quote(&quote.text))
}

fn is_long(item: &Item) -> bool {
    matches!(item, Item::Instruction(_) | Item::Function(_) | Item::Proof(_) | Item::Lemma(_))
}

fn typed(name: &Ident, t: &Type) -> String {
    format!("{} : {}", name.name, ty(t))
}

fn piece(p: &Piece) -> String {
    match p {
        Piece::Fixed { value, width, .. } => {
            let mut text = String::new();
            bits(&mut text, u128::from(*value), *width);
            text
        }
        Piece::Field { name, width: 1 } => name.name.clone(),
        Piece::Field { name, width } => format!("{}:{width}", name.name),
    }
}

/// Names with commas between.
pub fn names(list: &[Ident]) -> String {
    list.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::lang::{Sources, parse, printer::print};

    /// That items are printed as they are.
    fn check(text: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        assert_eq!(print(&parse(&sources, file).0), text);
    }

    #[test]
    fn layout() {
        check("type A = B[]\ntest TRUE\n\nfunction f() => A {\n}\n\nprogram \"p\"\n");
        check(
            "/// T\ninstruction I {\n    encoding | '01' | x:29 | y |\n    operation {\n        undefined\n    }\n}\n",
        );
        check("proof f(a : bits(8) = X[0]) {\n    secret a, b\n    loop at \"ret\" {\n        decreases a\n    }\n}\n");
    }
}
