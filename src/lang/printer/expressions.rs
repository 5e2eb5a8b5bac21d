//! Expressions and types as text.

use super::super::ast::{BinaryOp, Expr, ExprKind, Ident, Type, TypeKind, UnaryOp};
use super::super::parser::operators::{clash, level, spelling};

/// How tightly what is not a binary operator binds; those lie between the first two.
const LOOSEST: u8 = 0;
const PREFIX: u8 = 20;
const TIGHTEST: u8 = 21;

/// Numbers from here on are written in hexadecimal.
const FIRST_HEX: u128 = 4096;

/// Arrays with more elements than this are written in rows of as many.
const ROW: usize = 8;

fn binding(e: &Expr) -> u8 {
    match &e.kind {
        ExprKind::If { .. } | ExprKind::Forall { .. } => LOOSEST,
        ExprKind::Binary { op, .. } => level(*op),
        ExprKind::Unary { .. } | ExprKind::Fold { .. } => PREFIX,
        _ => TIGHTEST,
    }
}

/// An expression where only one that binds at least so tightly may stand without parentheses.
fn at_least(out: &mut String, e: &Expr, tightness: u8) {
    parenthesised(out, e, binding(e) < tightness);
}

fn parenthesised(out: &mut String, e: &Expr, needed: bool) {
    if needed {
        out.push('(');
    }
    bare(out, e);
    if needed {
        out.push(')');
    }
}

/// An expression where any may stand.
pub fn bare(out: &mut String, e: &Expr) {
    match &e.kind {
        ExprKind::Integer(value) if *value < FIRST_HEX => out.push_str(&value.to_string()),
        ExprKind::Integer(value) => out.push_str(&format!("0x{value:x}")),
        ExprKind::Bits { value, width } => bits(out, *value, *width),
        ExprKind::Boolean(value) => out.push_str(if *value { "TRUE" } else { "FALSE" }),
        ExprKind::Text(text) => out.push_str(&quote(text)),
        ExprKind::Name(name) => out.push_str(name),
        ExprKind::Call { function, arguments } => bracketed(out, &format!("{}(", function.name), arguments, ")"),
        ExprKind::Index { base, arguments } => subscript(out, base, |out| bracketed(out, "", arguments, "")),
        ExprKind::Slice { base, hi, lo } => subscript(out, base, |out| joined(out, hi, ":", lo)),
        ExprKind::Range { base, from, to } => subscript(out, base, |out| joined(out, from, " .. ", to)),
        ExprKind::Unary { op, argument } => unary(out, *op, argument),
        ExprKind::Binary { op, left, right } => binary(out, *op, left, right),
        ExprKind::If { condition, then, otherwise } => conditional(out, [condition, then, otherwise]),
        ExprKind::Tuple(parts) => bracketed(out, "(", parts, ")"),
        ExprKind::Array(elements) => array(out, elements),
        ExprKind::Address(region) => out.push_str(&format!("&{}", region.name)),
        ExprKind::Fold { function, over, from } => fold(out, function, over, from),
        ExprKind::Forall { least, name, bound, claim } => {
            out.push_str("forall ");
            if let Some(least) = least {
                at_least(out, least, level(BinaryOp::Less) + 1);
                out.push_str(" <= ");
            }
            out.push_str(&format!("{} < ", name.name));
            joined(out, bound, ": ", claim);
        }
    }
}

/// A bit string; most significant bit first.
pub fn bits(out: &mut String, value: u128, width: u32) {
    out.push_str(&format!("'{value:0width$b}'", width = width as usize));
}

/// A text in quotes.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn bracketed(out: &mut String, open: &str, parts: &[Expr], close: &str) {
    out.push_str(open);
    for (at, part) in parts.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        bare(out, part);
    }
    out.push_str(close);
}

fn array(out: &mut String, elements: &[Expr]) {
    if elements.len() <= ROW {
        return bracketed(out, "[", elements, "]");
    }
    out.push('[');
    for row in elements.chunks(ROW) {
        bracketed(out, "\n    ", row, ",");
    }
    out.push_str("\n]");
}

fn subscript(out: &mut String, base: &Expr, inside: impl FnOnce(&mut String)) {
    at_least(out, base, TIGHTEST);
    out.push('[');
    inside(out);
    out.push(']');
}

fn joined(out: &mut String, left: &Expr, between: &str, right: &Expr) {
    bare(out, left);
    out.push_str(between);
    bare(out, right);
}

fn unary(out: &mut String, op: UnaryOp, argument: &Expr) {
    out.push_str(match op {
        UnaryOp::Negate => "-",
        UnaryOp::Not => "NOT ",
        UnaryOp::LogicalNot => "!",
    });
    at_least(out, argument, PREFIX);
}

fn binary(out: &mut String, op: BinaryOp, left: &Expr, right: &Expr) {
    let clashes = |e: &Expr| matches!(e.kind, ExprKind::Binary { op: other, .. } if clash(op, other));
    parenthesised(out, left, binding(left) < level(op) || clashes(left));
    out.push_str(&format!(" {} ", spelling(op)));
    parenthesised(out, right, binding(right) <= level(op) || clashes(right));
}

fn conditional(out: &mut String, [condition, then, otherwise]: [&Expr; 3]) {
    out.push_str("if ");
    at_least(out, condition, LOOSEST + 1);
    out.push_str(" then ");
    at_least(out, then, LOOSEST + 1);
    out.push_str(" else ");
    bare(out, otherwise);
}

fn fold(out: &mut String, function: &Ident, over: &Expr, from: &Expr) {
    out.push_str(&format!("fold {} over ", function.name));
    bare(out, over);
    out.push_str(" from ");
    at_least(out, from, PREFIX);
}

/// A type.
pub fn ty(out: &mut String, t: &Type) {
    match &t.kind {
        TypeKind::Bits(width) => {
            out.push_str("bits(");
            bare(out, width);
            out.push(')');
        }
        TypeKind::Integer => out.push_str("integer"),
        TypeKind::Boolean => out.push_str("boolean"),
        TypeKind::Named(name) => out.push_str(name),
        TypeKind::Tuple(parts) => tuple_type(out, parts),
        TypeKind::Array { element, length } => {
            ty(out, element);
            bracketed(out, "[", length.as_deref().map_or(&[], std::slice::from_ref), "]");
        }
    }
}

fn tuple_type(out: &mut String, parts: &[Type]) {
    for (at, part) in parts.iter().enumerate() {
        out.push_str(if at == 0 { "(" } else { ", " });
        ty(out, part);
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse_expression;
    use crate::lang::span::Sources;

    /// That the text is printed as it is: it has just the parentheses it needs.
    fn check(text: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        assert_eq!(parse_expression(&sources, file).map(|e| super::super::expression(&e)), Ok(text.into()));
    }

    #[test]
    fn needed_parentheses() {
        check("a - (b - c) + (d + e) * f");
        check("(a AND b) OR (c AND d)");
        check("(a :: b) EOR (if c then d else e)");
        check("a :: (b :: c) :: (d + e)");
        check("(-a)[0] << -b");
        check("NOT (a OR b)");
        check("(fold f over xs from -h)[0]");
        check("(a || b) && !(c < d)");
        check("if (if a then b else c) then (if d then e else f) else if g then h else i");
        check("8 << UInt(size)");
        check("(a << 1) + b");
        check("(if a then b else c, [x, y])");
    }
}
