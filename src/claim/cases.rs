//! A proof with integers among its parameters is one proof for each choice of numbers: `Nr : integer = [10, 12, 14]`.

use crate::lang::LangError;
use crate::lang::ast::{Clause, Expr, ExprKind, Place, Proof, ProofParam, TypeKind};

/// One proof for each choice; in each the integers are numbers.
pub fn split(proof: Proof) -> Result<Vec<Proof>, LangError> {
    let mut proofs = vec![proof.clone()];
    for (n, param) in proof.params.iter().enumerate().filter(|(_, param)| param.ty.kind == TypeKind::Integer) {
        let numbers = numbers(param)?;
        let with = |proof: &Proof, number: &Expr| {
            let mut proof = proof.clone();
            proof.params[n].place = Place::Is(number.clone());
            proof
        };
        proofs = proofs.iter().flat_map(|proof| numbers.iter().map(move |number| with(proof, number))).collect();
    }
    Ok(proofs)
}

/// The numbers that an integer stands for, each once, for a proof of none would be no proof.
fn numbers(param: &ProofParam) -> Result<&[Expr], LangError> {
    let expected = "the numbers that an integer stands for are listed, each once: `Nr : integer = [10, 12, 14]`";
    let error = Err(LangError::new(param.name.span, expected));
    let Place::Is(Expr { kind: ExprKind::Array(numbers), .. }) = &param.place else { return error };
    let known: Option<Vec<u128>> = numbers.iter().map(number).collect();
    let is_new = |known: &[u128]| (1..known.len()).all(|n| !known[..n].contains(&known[n]));
    match known {
        Some(known) if !known.is_empty() && is_new(&known) => Ok(numbers),
        _ => error,
    }
}

/// A number below 2^31, so that integers made from it stay far from where they end.
fn number(e: &Expr) -> Option<u128> {
    match e.kind {
        ExprKind::Integer(n) if n < 1 << 31 => Some(n),
        _ => None,
    }
}

/// The number that an integer among the parameters of one of these proofs is.
pub fn number_of(param: &ProofParam) -> Option<u128> {
    match &param.place {
        Place::Is(e) if param.ty.kind == TypeKind::Integer => number(e),
        _ => None,
    }
}

/// How a proof is called: by its routine and those that are called after it, and by its numbers if it has some.
pub fn name(proof: &Proof) -> String {
    let numbers = proof.params.iter().filter_map(|p| number_of(p).map(|number| format!(",{}={number}", p.name.name)));
    routines(proof).join("+") + &numbers.collect::<String>()
}

/// The routines that run, in order.
pub fn routines(proof: &Proof) -> Vec<&str> {
    let calls = proof.clauses.iter().filter_map(|clause| match clause {
        Clause::Then(call) => Some(call.routine.name.as_str()),
        _ => None,
    });
    std::iter::once(proof.name.name.as_str()).chain(calls).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::ast::Item;
    use crate::lang::{Sources, parse};

    /// The names of the proofs, or what is wrong.
    fn check(params: &str, expect: Result<&[&str], &str>) {
        let mut sources = Sources::default();
        let file = sources.add("t", format!("proof f({params}) {{ ensures X[0] == 0 }}"));
        let (mut tree, errors) = parse(&sources, file);
        assert!(errors.is_empty(), "{errors:?}");
        let Some(Item::Proof(proof)) = tree.items.pop() else { panic!("a proof") };
        let found = split(proof).map(|proofs| proofs.iter().map(name).collect::<Vec<_>>());
        match (found, expect) {
            (Ok(found), Ok(names)) => assert_eq!(found, names),
            (Err(error), Err(text)) => assert!(error.message.contains(text), "{}", error.message),
            (found, _) => panic!("{params}: {found:?}"),
        }
    }

    #[test]
    fn choices() {
        check("", Ok(&["f"]));
        check("x : bits(64) = X[0], H : bits(128)", Ok(&["f"]));
        check("n : integer = [3]", Ok(&["f,n=3"]));
        check("n : integer = [1, 2], m : integer = [5, 6]", Ok(&["f,n=1,m=5", "f,n=1,m=6", "f,n=2,m=5", "f,n=2,m=6"]));
        for bad in ["n : integer", "n : integer = []", "n : integer = [1, 1]", "n : integer = X[0]"] {
            check(bad, Err("are listed, each once"));
        }
        check("n : integer = [2147483648]", Err("are listed, each once"));
        check("n : integer = 3", Err("are listed, each once"));
    }
}
