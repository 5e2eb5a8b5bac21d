//! X25519 (RFC 7748) and scalar multiplication on P-256 (FIPS 186-4 D.1.2.3).

use super::cases::{Case, same};
use super::nat::Nat;
use super::numbers::results::p256;
use super::session::Session;
use super::table::Row;

/// `f(to, scalar, point)`
pub fn x25519(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let (scalar, point) = (session.input(case.get("scalar")), session.input(case.get("point")));
    let to = session.output(32);
    session.call(row.symbol, &[to, scalar, point])?;
    same("the product", &session.read(to, 32), case.get("shared")).map(|()| true)
}

/// `f(to, scalar)`: the point is 9.
pub fn x25519_base(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    if case.get("point")[0] != 9 || case.get("point")[1..].iter().any(|byte| *byte != 0) {
        return Ok(false);
    }
    x25519(session, row, case)
}

/// x 2^256, as Montgomery's form has it.
fn to_montgomery(x: &Nat) -> Nat {
    x.shl(256).rem(&p256(&Nat::zero(), 4))
}

fn coordinates(case: &Case) -> [Nat; 2] {
    [Nat::big(&case.get("point")[..32]), Nat::big(&case.get("point")[32..])]
}

/// A point in Jacobian coordinates, each in Montgomery's form, with Z = 1.
fn jacobian(case: &Case) -> Vec<u8> {
    let one = Nat::from(&[1]);
    let all = coordinates(case).into_iter().chain([one]);
    all.flat_map(|x| to_montgomery(&x).bytes(4)).collect()
}

/// The published coordinates of the product: X, and sometimes Y.
fn product(case: &Case) -> Vec<Nat> {
    case.get("product").chunks(32).map(Nat::big).collect()
}

/// Compares a point (X, Y, Z) in Montgomery's form with the published x = X / Z^2 and y = Y / Z^3.
fn check_jacobian(point: &[u8], case: &Case) -> Result<(), String> {
    let p = p256(&Nat::zero(), 4);
    let [x, y, z] = [0, 32, 64].map(|at| Nat::little(&point[at..at + 32]));
    let square = z.mul(&z).rem(&p);
    // Montgomery's form puts a factor of 2^256 into each of X, Y and Z.
    let found = [to_montgomery(&x), to_montgomery(&to_montgomery(&y))];
    let factors = [square.clone(), square.mul(&z).rem(&p)];
    for ((found, factor), right) in found.iter().zip(factors).zip(product(case)) {
        same("a coordinate times a power of Z", &found.bytes(4), &right.mul(&factor).rem(&p).bytes(4))?;
    }
    Ok(())
}

/// `f(to, scalar, point)` of affine coordinates.
pub fn p256_affine(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let point: Vec<u8> = coordinates(case).iter().flat_map(|x| x.bytes(4)).collect();
    let scalar = session.input(&Nat::big(case.get("scalar")).bytes(4));
    let (point, to) = (session.input(&point), session.output(64));
    session.call(row.symbol, &[to, scalar, point])?;
    let found = session.read(to, 64);
    for (found, right) in found.chunks(32).zip(product(case)) {
        same("a coordinate", found, &right.bytes(4))?;
    }
    Ok(true)
}

/// `f(to, scalar, point)` of Jacobian coordinates in Montgomery's form.
pub fn p256_jacobian(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let scalar = session.input(&Nat::big(case.get("scalar")).bytes(4));
    let (point, to) = (session.input(&jacobian(case)), session.output(96));
    session.call(row.symbol, &[to, scalar, point])?;
    check_jacobian(&session.read(to, 96), case).map(|()| true)
}

/// Point functions, `double(to, point)` and `add(to, point, point)`, `row.with` in this order: double and add over the
/// bits of the scalar. What adds an affine point reads the first two coordinates only.
pub fn p256_points(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let [double, add] = *row.with else { panic!("two functions: {:?}", row.with) };
    // It takes long; those with both coordinates are enough.
    if case.get("product").len() < 64 {
        return Ok(false);
    }
    let scalar = Nat::big(case.get("scalar"));
    let start = jacobian(case);
    let (mut sum, point) = (session.inout(&start), session.input(&start[..96]));
    let mut other = session.output(96);
    for n in (0..scalar.bits().saturating_sub(1)).rev() {
        session.call(double, &[other, sum])?;
        std::mem::swap(&mut sum, &mut other);
        if scalar.bit(n) {
            session.call(add, &[other, sum, point])?;
            std::mem::swap(&mut sum, &mut other);
        }
    }
    check_jacobian(&session.read(sum, 96), case).map(|()| true)
}
