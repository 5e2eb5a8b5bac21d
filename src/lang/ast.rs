//! The syntax tree of the one language that instructions, standards and proofs are written in.

use super::span::Span;

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    pub name: String,
    pub span: Span,
}

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `12`, `0x1f`
    Integer(u128),
    /// `'0101'`: most significant bit first, at most 128 bits
    Bits {
        value: u128,
        width: u32,
    },
    /// `TRUE`, `FALSE`
    Boolean(bool),
    /// `"abc"`: an array of bytes, in tests of standards
    Text(String),
    Name(String),
    /// `ROR(x, 2)`
    Call {
        function: Ident,
        arguments: Vec<Expr>,
    },
    /// `X[n, 64]`, `Elem[v, e, 32]`, `Mem[address, 8]`, `h[0]`
    Index {
        base: Box<Expr>,
        arguments: Vec<Expr>,
    },
    /// `x[hi:lo]`
    Slice {
        base: Box<Expr>,
        hi: Box<Expr>,
        lo: Box<Expr>,
    },
    /// `data[from .. to]`: elements from `from` up to, not with, `to`
    Range {
        base: Box<Expr>,
        from: Box<Expr>,
        to: Box<Expr>,
    },
    Unary {
        op: UnaryOp,
        argument: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `if c then a else b`
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `(a, b)`, two or more
    Tuple(Vec<Expr>),
    /// `[a, b, c]`
    Array(Vec<Expr>),
    /// `&data`: the address of a region that a proof declares
    Address(Ident),
    /// `fold compress over blocks from h`
    Fold {
        function: Ident,
        over: Box<Expr>,
        from: Box<Expr>,
    },
    /// `forall j < bound: claim` or `forall least <= j < bound: claim`, of 64 bits
    Forall {
        least: Option<Box<Expr>>,
        name: Ident,
        bound: Box<Expr>,
        claim: Box<Expr>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-x`
    Negate,
    /// `NOT x`, bit by bit
    Not,
    /// `!b`
    LogicalNot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    ShiftLeft,
    ShiftRight,
    And,
    Or,
    Eor,
    /// `::`, bits, the left operand on top
    Concat,
    /// `++`, arrays
    Append,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    LogicalAnd,
    LogicalOr,
}

/// A type with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    pub kind: TypeKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    Bits(Box<Expr>),
    Integer,
    Boolean,
    /// A name given by `type NAME = ...`
    Named(String),
    Tuple(Vec<Type>),
    /// `T[8]`; without a length, any number of elements: `T[]`
    Array {
        element: Box<Type>,
        length: Option<Box<Expr>>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// `let x = e`, `let (a, b) = e`
    Let {
        names: Vec<Ident>,
        value: Expr,
    },
    /// `var x = e`
    Var {
        name: Ident,
        value: Expr,
    },
    /// `target = e`; a target is a name, an index, a slice, a `::` or a tuple of targets
    Assign {
        target: Expr,
        value: Expr,
    },
    /// `for e = 0 to 3 { ... }`, both ends included, upwards; no pass when `to < from`
    For {
        name: Ident,
        from: Expr,
        to: Expr,
        body: Vec<Stmt>,
    },
    /// `when c { ... } else { ... }`
    When {
        condition: Expr,
        then: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    Return(Expr),
    /// `undefined when c`, `unpredictable when c`, `not_modelled when c`
    Stop {
        reason: StopReason,
        condition: Expr,
    },
}

/// Why an encoding has no meaning here: three different answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopReason {
    Undefined,
    Unpredictable,
    NotModelled,
}

/// One piece of an encoding diagram, most significant first.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// `'0101'`
    Fixed { value: u32, width: u32, span: Span },
    /// `Rd:5`, or `sf` for one bit
    Field { name: Ident, width: u32 },
}

/// `syntax "add <Rd>, <Rn>" when c`: the first whose condition holds is the assembly text.
#[derive(Clone, Debug, PartialEq)]
pub struct Syntax {
    pub template: String,
    pub span: Span,
    pub condition: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    pub name: Ident,
    /// The `///` line above: the title of the manual's page.
    pub title: String,
    pub encoding: Vec<Piece>,
    pub encoding_span: Span,
    /// `feature SHA256`: without it the encoding is UNDEFINED
    pub feature: Option<Ident>,
    pub syntax: Vec<Syntax>,
    /// `decode { ... }` and then `operation { ... }` in one scope
    pub decode: Vec<Stmt>,
    pub operation: Vec<Stmt>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub name: Ident,
    pub ty: Type,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    pub name: Ident,
    pub params: Vec<Param>,
    pub result: Type,
    pub body: Vec<Stmt>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Instruction(Instruction),
    Function(Function),
    /// `constant K : bits(32)[64] = [...]`
    Constant {
        name: Ident,
        ty: Type,
        value: Expr,
    },
    /// `type Word = bits(32)`
    TypeName {
        name: Ident,
        ty: Type,
    },
    /// `test sha256("abc") == [...]`
    Test {
        condition: Expr,
        span: Span,
    },
    /// `standard "sha256.spec"`
    Standard {
        path: String,
        span: Span,
    },
    /// `lemmas "../lemmas/ghash_powers.proof"`
    Lemmas {
        path: String,
        span: Span,
    },
    /// `program "sha256-armv8.o"`
    Program {
        path: String,
        span: Span,
    },
    Proof(Proof),
    Lemma(Lemma),
}

/// How a parameter of a proof is passed.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// `at X[0]`: a region in memory at this address
    At(Expr),
    /// `= X[2]`: the value itself; of an integer, the numbers that it stands for
    Is(Expr),
    /// Nothing: any value, which the clauses relate to others
    Any,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProofParam {
    pub name: Ident,
    pub ty: Type,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The symbol that is proved.
    pub name: Ident,
    pub params: Vec<ProofParam>,
    pub clauses: Vec<Clause>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    Requires(Expr),
    /// `secret state, data`
    Secret(Vec<Ident>),
    /// `modifies state`
    Modifies(Vec<Ident>),
    Ensures(Claim),
    Loop(Box<Loop>),
    Then(Call),
}

/// `then aes_hw_encrypt(&in, &out, &key)`: when the routine before has returned, another one is called, with these
/// arguments in X[0], X[1] and so on.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub routine: Ident,
    pub arguments: Vec<Expr>,
}

/// What is to be shown, with the lemmas that help.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub claim: Expr,
    /// `by dot_associates(a, b, c), dot_commutes(a, b)`
    pub by: Vec<Use>,
}

/// A lemma, with what its parameters are.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    pub lemma: Ident,
    pub arguments: Vec<Expr>,
}

/// An instruction by its text; `"..." #2` is the second of that text.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    pub text: String,
    pub occurrence: u32,
    pub span: Span,
}

/// A loop, or a cut: a place that all ways come through once.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    pub at: Quote,
    /// `from ROUTINE`: the routine that holds it, if it is not the one that is proved.
    pub routine: Option<Ident>,
    /// `except from "..."`: coming from this instruction is no arrival at the head.
    pub except: Option<Quote>,
    /// `let done = num - X[2]`
    pub lets: Vec<(Ident, Expr)>,
    /// `ghost done = 0 then done + 1`: on entry, and on each return to the head
    pub ghosts: Vec<Ghost>,
    pub invariants: Vec<Claim>,
    /// `decreases num - done`, as an unsigned number; a cut has none, for no run comes back to it.
    pub decreases: Option<Expr>,
    /// Of a cut, `cases rest`: from here on, each value of a parameter is a case of its own.
    pub cases: Option<Ident>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    pub name: Ident,
    pub first: Expr,
    pub next: Expr,
}

/// `lemma NAME(x : Word) { requires ... ensures ... }`: a claim about values, without a machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Lemma {
    pub name: Ident,
    pub params: Vec<Param>,
    pub requires: Vec<Expr>,
    /// One or more.
    pub ensures: Vec<Claim>,
    pub span: Span,
}

/// A parsed file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    pub items: Vec<Item>,
}
