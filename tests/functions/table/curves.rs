//! Elliptic curves.

use super::{AWSCRT, OPENSSL, RING, Row, S2N, row};
use crate::curves;

pub const X25519: &[Row] = &[
    row(OPENSSL, "x25519_scalar_mult", curves::x25519, "x25519.txt"),
    row(OPENSSL, "ossl_x25519", curves::x25519, "x25519.txt"),
    row(OPENSSL, "ossl_x25519_public_from_private", curves::x25519_base, "x25519.txt"),
    row(AWSCRT, "curve25519_x25519_byte", curves::x25519, "x25519.txt"),
    row(AWSCRT, "curve25519_x25519_byte_alt", curves::x25519, "x25519.txt"),
    row(AWSCRT, "curve25519_x25519base_byte", curves::x25519_base, "x25519.txt"),
    row(AWSCRT, "curve25519_x25519base_byte_alt", curves::x25519_base, "x25519.txt"),
    row(AWSCRT, "x25519_scalar_mult_generic_nohw", curves::x25519, "x25519.txt"),
    row(AWSCRT, "x25519_public_from_private_nohw", curves::x25519_base, "x25519.txt"),
    row(S2N, "curve25519_x25519", curves::x25519, "x25519.txt"),
    row(S2N, "curve25519_x25519_alt", curves::x25519, "x25519.txt"),
    row(S2N, "curve25519_x25519base", curves::x25519_base, "x25519.txt"),
    row(S2N, "curve25519_x25519base_alt", curves::x25519_base, "x25519.txt"),
];

const NISTZ: &[&str] = &["ecp_nistz256_point_double", "ecp_nistz256_point_add"];
const NISTZ_AFFINE: &[&str] = &["ecp_nistz256_point_double", "ecp_nistz256_point_add_affine"];
const MONTJ: &[&str] = &["p256_montjdouble", "p256_montjadd"];
const MONTJ_ALT: &[&str] = &["p256_montjdouble_alt", "p256_montjadd_alt"];
const MONTJMIX: &[&str] = &["p256_montjdouble", "p256_montjmixadd"];
const MONTJMIX_ALT: &[&str] = &["p256_montjdouble_alt", "p256_montjmixadd_alt"];

pub const P256: &[Row] = &[
    row(OPENSSL, "ecp_nistz256_point_double", curves::p256_points, "p256_ecdh.txt").with(NISTZ),
    row(OPENSSL, "ecp_nistz256_point_add", curves::p256_points, "p256_ecdh.txt").with(NISTZ),
    row(OPENSSL, "ecp_nistz256_point_add_affine", curves::p256_points, "p256_ecdh.txt").with(NISTZ_AFFINE),
    row(AWSCRT, "ecp_nistz256_point_double", curves::p256_points, "p256_ecdh.txt").with(NISTZ),
    row(AWSCRT, "ecp_nistz256_point_add", curves::p256_points, "p256_ecdh.txt").with(NISTZ),
    row(AWSCRT, "p256_montjscalarmul", curves::p256_jacobian, "p256_ecdh.txt"),
    row(AWSCRT, "p256_montjscalarmul_alt", curves::p256_jacobian, "p256_ecdh.txt"),
    row(RING, "ecp_nistz256_point_double", curves::p256_points, "p256_ecdh.txt").with(NISTZ),
    row(RING, "ecp_nistz256_point_add_affine", curves::p256_points, "p256_ecdh.txt").with(NISTZ_AFFINE),
    row(S2N, "p256_scalarmul", curves::p256_affine, "p256_ecdh.txt"),
    row(S2N, "p256_scalarmul_alt", curves::p256_affine, "p256_ecdh.txt"),
    row(S2N, "p256_montjdouble", curves::p256_points, "p256_ecdh.txt").with(MONTJ),
    row(S2N, "p256_montjadd", curves::p256_points, "p256_ecdh.txt").with(MONTJ),
    row(S2N, "p256_montjdouble_alt", curves::p256_points, "p256_ecdh.txt").with(MONTJ_ALT),
    row(S2N, "p256_montjadd_alt", curves::p256_points, "p256_ecdh.txt").with(MONTJ_ALT),
    row(S2N, "p256_montjmixadd", curves::p256_points, "p256_ecdh.txt").with(MONTJMIX),
    row(S2N, "p256_montjmixadd_alt", curves::p256_points, "p256_ecdh.txt").with(MONTJMIX_ALT),
];
