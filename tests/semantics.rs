//! What single instructions compute, against values derived by hand from the manual's description.

use vambrace::lang::ast::StopReason;
use vambrace::lift::isa::{DecodeError, Isa};
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{Image, Segment};
use vambrace::machine::{Memory, NoObserver, Program, State, Stop};

const CODE: u64 = 0x1000;
const DATA: u64 = 0x8000;

/// What X0 holds before.
const OLD: u64 = 0xdddd_dddd_dddd_dddd;
const MAX: u64 = u64::MAX;
const MIN: u64 = 1 << 63;

/// Flags.
const N: u8 = 8;
const Z: u8 = 4;
const C: u8 = 2;
const V: u8 = 1;

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"))
}

fn code(word: u32) -> Image {
    let bytes = word.to_le_bytes().to_vec();
    let (readable, writable, executable) = (true, false, true);
    let segment = Segment { name: ".text".into(), address: CODE, bytes, readable, writable, executable };
    Image {
        segments: vec![segment],
        symbols: Vec::new(),
        mapping: Vec::new(),
        format: "none".into(),
        member: None,
        unresolved: Vec::new(),
    }
}

/// Executes one instruction; its text must be this, so that the word is the one that is meant.
fn execute(text: &str, word: u32, state: State) -> State {
    let (isa, image) = (isa(), code(word));
    assert_eq!(isa.disassemble(word), text);
    let mut memory = Memory::default();
    let bytes = (0x80..0x90).collect();
    memory.map("data", DATA, bytes, true).expect("the data");
    let mut state = State { pc: CODE, ..state };
    let (stop, count) = Program::new(&isa, &image).run(&mut state, &mut memory, &mut NoObserver, CODE + 4, 1);
    assert_eq!((stop, count), (Stop::Returned, 1), "{text}");
    state
}

fn registers(x1: u64, x2: u64, nzcv: u8) -> State {
    let mut state = State { nzcv, ..State::default() };
    (state.x[0], state.x[1], state.x[2], state.x[3]) = (OLD, x1, x2, 10);
    state
}

/// X0 after an instruction that does not touch the flags.
fn value(text: &str, word: u32, x1: u64, x2: u64, expect: u64) {
    for nzcv in [0, 15] {
        let after = execute(text, word, registers(x1, x2, nzcv));
        assert_eq!((after.x[0], after.nzcv), (expect, nzcv), "{text}: {:#x} and not {expect:#x}", after.x[0]);
    }
}

/// X0 and the flags after an instruction that sets them.
fn flags(text: &str, word: u32, (x1, x2, before): (u64, u64, u8), expect: (u64, u8)) {
    let after = execute(text, word, registers(x1, x2, before));
    let found = (after.x[0], after.nzcv);
    assert_eq!(found, expect, "{text} of {x1:#x}, {x2:#x}: {found:x?} and not {expect:x?}");
}

#[test]
fn adds() {
    let w = |a, b, expect| flags("adds w0, w1, w2", 0x2b02_0020, (a, b, 15), expect);
    w(0, 0, (0, Z));
    w(0xffff_ffff, 1, (0, Z | C));
    w(0x7fff_ffff, 1, (0x8000_0000, N | V));
    w(0x8000_0000, 0x8000_0000, (0, Z | C | V));
    w(0xffff_ffff, 0xffff_ffff, (0xffff_fffe, N | C));
    w(0xdead_0000_0000_0001, 0xbeef_0000_0000_0002, (3, 0));
    let x = |a, b, expect| flags("adds x0, x1, x2", 0xab02_0020, (a, b, 15), expect);
    x(0, 0, (0, Z));
    x(MAX, 1, (0, Z | C));
    x(MAX >> 1, 1, (MIN, N | V));
    x(MIN, MIN, (0, Z | C | V));
    x(MIN, MAX, (MAX >> 1, C | V));
    x(MAX, MAX, (MAX - 1, N | C));
    x(0xffff_ffff, 1, (0x1_0000_0000, 0));
}

#[test]
fn subs() {
    let w = |a, b, expect| flags("subs w0, w1, w2", 0x6b02_0020, (a, b, 15), expect);
    w(5, 3, (2, C));
    w(0, 1, (0xffff_ffff, N));
    w(0x8000_0000, 1, (0x7fff_ffff, C | V));
    let x = |a, b, expect| flags("subs x0, x1, x2", 0xeb02_0020, (a, b, 15), expect);
    x(0, 0, (0, Z | C));
    x(5, 3, (2, C));
    x(0, 1, (MAX, N));
    x(MIN, 1, (MAX >> 1, C | V));
    x(MAX >> 1, MAX, (MIN, N | V));
    x(MIN, MIN, (0, Z | C));
    x(0, MIN, (MIN, N | V));
    flags("cmp x1, #1", 0xf100_043f, (0, 0, 15), (OLD, N));
    flags("cmp x1, #1", 0xf100_043f, (1, 0, 0), (OLD, Z | C));
}

#[test]
fn with_carry() {
    let adcs = |a, b, carry, expect| flags("adcs x0, x1, x2", 0xba02_0020, (a, b, carry), expect);
    adcs(1, 2, N | Z | V, (3, 0));
    adcs(1, 2, C, (4, 0));
    adcs(MAX, 0, C, (0, Z | C));
    adcs(MAX, MAX, C, (MAX, N | C));
    adcs(MAX >> 1, MAX >> 1, C, (MAX, N | V));
    let sbcs = |a, b, carry, expect| flags("sbcs x0, x1, x2", 0xfa02_0020, (a, b, carry), expect);
    sbcs(5, 3, C, (2, C));
    sbcs(5, 3, 0, (1, C));
    sbcs(0, 0, C, (0, Z | C));
    sbcs(0, 0, 0, (MAX, N));
    sbcs(MIN, 0, 0, (MAX >> 1, C | V));
    sbcs(0, MAX, 0, (0, Z));
}

#[test]
fn logical_flags() {
    let ands = |a, expect| flags("ands x0, x1, #9223372036854775808", 0xf241_0020, (a, 0, 15), expect);
    ands(MAX, (MIN, N));
    ands(MAX >> 1, (0, Z));
}

#[test]
fn conditions() {
    value("add x0, x1, w2, sxtb #2", 0x8b22_8820, 0x100, 0xffff_ff80, 0x100u64.wrapping_sub(0x200));
    flags("ccmp x1, x2, #5, ne", 0xfa42_1025, (1, 1, Z), (OLD, 5));
    flags("ccmp x1, x2, #5, ne", 0xfa42_1025, (1, 1, 0), (OLD, Z | C));
    flags("csinc x0, x1, x2, eq", 0x9a82_0420, (7, MAX, Z), (7, Z));
    flags("csinc x0, x1, x2, eq", 0x9a82_0420, (7, MAX, C), (0, C));
    let cset = |cond: u32, text: &str, holds: &dyn Fn(u8) -> bool| {
        // CSET is CSINC with the condition inverted.
        let word = 0x9a9f_07e0 | (cond ^ 1) << 12;
        for nzcv in 0..16 {
            flags(&format!("cset x0, {text}"), word, (0, 0, nzcv), (holds(nzcv) as u64, nzcv));
        }
    };
    let bit = |nzcv: u8, bit: u8| nzcv & bit != 0;
    cset(0, "eq", &|f| bit(f, Z));
    cset(3, "lo", &|f| !bit(f, C));
    cset(4, "mi", &|f| bit(f, N));
    cset(7, "vc", &|f| !bit(f, V));
    cset(8, "hi", &|f| bit(f, C) && !bit(f, Z));
    cset(9, "ls", &|f| !bit(f, C) || bit(f, Z));
    cset(10, "ge", &|f| bit(f, N) == bit(f, V));
    cset(11, "lt", &|f| bit(f, N) != bit(f, V));
    cset(12, "gt", &|f| !bit(f, Z) && bit(f, N) == bit(f, V));
    cset(13, "le", &|f| bit(f, Z) || bit(f, N) != bit(f, V));
    for (cond, text) in [(14, "al"), (15, "nv")] {
        for nzcv in 0..16 {
            let word = 0x9a82_0420 & !(15 << 12) | cond << 12;
            flags(&format!("csinc x0, x1, x2, {text}"), word, (7, 8, nzcv), (7, nzcv));
        }
    }
}

#[test]
fn extract_and_rotate() {
    let (a, b) = (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210);
    value("extr x0, x1, x2, #0", 0x93c2_0020, a, b, b);
    value("extr x0, x1, x2, #4", 0x93c2_1020, a, b, 0xffed_cba9_8765_4321);
    value("extr w0, w1, w2, #31", 0x1382_7c20, 0x4000_0001, 0x8000_0000, 0x8000_0003);
    value("ror x0, x1, #0", 0x93c1_0020, a, b, a);
    value("ror w0, w1, #8", 0x1381_2020, 0xffff_ffff_1234_5678, 0, 0x7812_3456);
    value("ror x0, x1, #63", 0x93c1_fc20, MIN | 1, 0, 3);
}

#[test]
fn reversals() {
    let x = 0x0102_0304_0506_0708;
    value("rev x0, x1", 0xdac0_0c20, x, 0, 0x0807_0605_0403_0201);
    value("rev w0, w1", 0x5ac0_0820, x, 0, 0x0807_0605);
    value("rev32 x0, x1", 0xdac0_0820, x, 0, 0x0403_0201_0807_0605);
    value("rev16 x0, x1", 0xdac0_0420, x, 0, 0x0201_0403_0605_0807);
    value("rev16 w0, w1", 0x5ac0_0420, x, 0, 0x0605_0807);
    value("rbit x0, x1", 0xdac0_0020, x, 0, 0x10e0_60a0_20c0_4080);
    for (x, expect) in [(0, 32), (1, 31), (0x8000_0000, 0), (0xffff_ffff_0000_0001, 31)] {
        value("clz w0, w1", 0x5ac0_1020, x, 0, expect);
    }
    value("clz x0, x1", 0xdac0_1020, 0, 0, 64);
    value("clz x0, x1", 0xdac0_1020, 1 << 40, 0, 23);
}

#[test]
fn bit_fields() {
    value("lsr x0, x1, #63", 0xd37f_fc20, MIN, 0, 1);
    value("lsl w0, w1, #31", 0x5301_0020, 3, 0, 0x8000_0000);
    value("ubfx x0, x1, #4, #8", 0xd344_2c20, 0xabcd, 0, 0xbc);
    value("ubfiz x0, x1, #4, #8", 0xd37c_1c20, 0xabcd, 0, 0xcd0);
    value("uxtb w0, w1", 0x5300_1c20, 0xffff_ffff_ffff_ff80, 0, 0x80);
    value("asr w0, w1, #31", 0x131f_7c20, 0x8000_0000, 0, 0xffff_ffff);
    value("sbfx x0, x1, #4, #8", 0x9344_2c20, 0xabcd, 0, 0xffff_ffff_ffff_ffbc);
    value("sbfiz x0, x1, #4, #8", 0x937c_1c20, 0xabcd, 0, 0xffff_ffff_ffff_fcd0);
    value("sxtw x0, w1", 0x9340_7c20, 0x8000_0000, 0, 0xffff_ffff_8000_0000);
    value("sxtb x0, w1", 0x9340_1c20, 0x17f, 0, 0x7f);
    value("sxtb x0, w1", 0x9340_1c20, 0x180, 0, 0xffff_ffff_ffff_ff80);
    value("bfi x0, x1, #8, #8", 0xb378_1c20, 0xabcd, 0, 0xdddd_dddd_dddd_cddd);
    value("bfxil x0, x1, #8, #8", 0xb348_3c20, 0xabcd, 0, 0xdddd_dddd_dddd_ddab);
    value("movk x0, #4660, lsl #16", 0xf2a2_4680, 0, 0, 0xdddd_dddd_1234_dddd);
    value("mov w0, #-2", 0x1280_0020, 0, 0, 0xffff_fffe);
}

/// DecodeBitMasks: the constants of `orr x0, x1, #c` and `orr w0, w1, #c`.
#[test]
fn logical_immediates() {
    let isa = isa();
    let check = |word: u32, expect: u64| value(&isa.disassemble(word), word, 0, 0, expect);
    check(0xb200_f020, 0x5555_5555_5555_5555);
    check(0xb240_0020, 1);
    check(0xb241_0420, 0x8000_0000_0000_0001);
    check(0xb240_f820, 0x7fff_ffff_ffff_ffff);
    check(0xb260_7c20, 0xffff_ffff_0000_0000);
    check(0xb200_9c20, 0x00ff_00ff_00ff_00ff);
    check(0xb203_c820, 0xe0e0_e0e0_e0e0_e0e0);
    check(0xb203_e420, 0x6666_6666_6666_6666);
    check(0x3201_f020, 0xaaaa_aaaa);
    check(0x321f_7820, 0xffff_fffe);
}

#[test]
fn products() {
    value("umulh x0, x1, x2", 0x9bc2_7c20, MAX, MAX, MAX - 1);
    value("smulh x0, x1, x2", 0x9b42_7c20, MAX, MAX, 0);
    value("smulh x0, x1, x2", 0x9b42_7c20, MIN, MIN, 1 << 62);
    value("smulh x0, x1, x2", 0x9b42_7c20, MAX, 1, MAX);
    value("smull x0, w1, w2", 0x9b22_7c20, 0xffff_ffff, 2, MAX - 1);
    value("umull x0, w1, w2", 0x9ba2_7c20, 0xffff_ffff, 2, 0x1_ffff_fffe);
    value("madd w0, w1, w2, w3", 0x1b02_0c20, 0xffff_ffff, 2, 8);
    value("msub x0, x1, x2, x3", 0x9b02_8c20, 3, 4, MAX - 1);
}

#[test]
fn register_31() {
    let state = State { sp: 0x10, ..registers(0, 0x10u64.wrapping_neg(), 0) };
    let after = execute("cmn sp, x2", 0xab22_63ff, state.clone());
    assert_eq!((after.nzcv, after.sp, after.x), (Z | C, 0x10, state.x));
    let after = execute("add sp, sp, #16", 0x9100_43ff, state.clone());
    assert_eq!((after.sp, after.x), (0x20, state.x));
    value("mov x0, xzr", 0xaa1f_03e0, 1, 2, 0);
}

#[test]
fn loads() {
    value("ldrb w0, [x1, #1]", 0x3940_0420, DATA, 0, 0x81);
    let after = execute("ldp w0, w2, [x1], #8", 0x28c1_0820, registers(DATA, MAX, 0));
    assert_eq!(after.x[..3], [0x8382_8180, DATA + 8, 0x8786_8584]);
}

/// V0 afterwards.
fn vector(text: &str, word: u32, v: [u128; 3], expect: u128) {
    let mut state = registers(0x1234_5678_9abc_def0, 0, 0);
    state.v[..3].copy_from_slice(&v);
    let after = execute(text, word, state);
    assert_eq!(after.v[0], expect, "{text}: {:#034x} and not {expect:#034x}", after.v[0]);
}

const A: u128 = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100;
const B: u128 = 0x1f1e_1d1c_1b1a_1918_1716_1514_1312_1110;
const ONES: u128 = u128::MAX;

#[test]
fn vectors_moved() {
    vector("ext v0.16b, v1.16b, v2.16b, #4", 0x6e02_2020, [0, A, B], 0x1312_1110_0f0e_0d0c_0b0a_0908_0706_0504);
    vector("rev32 v0.16b, v1.16b", 0x6e20_0820, [0, A, B], 0x0c0d_0e0f_0809_0a0b_0405_0607_0001_0203);
    vector("zip1 v0.4s, v1.4s, v2.4s", 0x4e82_3820, [0, A, B], 0x1716_1514_0706_0504_1312_1110_0302_0100);
    vector("trn2 v0.2d, v1.2d, v2.2d", 0x4ec2_6820, [0, A, B], 0x1f1e_1d1c_1b1a_1918_0f0e_0d0c_0b0a_0908);
    vector("fmov s0, w1", 0x1e27_0020, [ONES, 0, 0], 0x9abc_def0);
    vector("mov v0.s[1], w1", 0x4e0c_1c20, [ONES, 0, 0], 0xffff_ffff_ffff_ffff_9abc_def0_ffff_ffff);
    let indices = 0xff10_0f00_ff10_0f00_ff10_0f00_ff10_0f00;
    let looked_up = 0x0000_ef10_0000_ef10_0000_ef10_0000_ef10;
    vector("tbl v0.16b, { v1.16b }, v2.16b", 0x4e02_0020, [ONES, 0xef << 120 | 0x10, indices], looked_up);
}

#[test]
fn vectors_computed() {
    let (a, b) = (0xffff_ffff_0000_0001_ffff_ffff_8000_0000, 0x0000_0001_0000_0002_0000_0002_8000_0000);
    vector("add v0.2s, v1.2s, v2.2s", 0x0ea2_8420, [ONES, a, b], 0x0000_0001_0000_0000);
    vector("add v0.4s, v1.4s, v2.4s", 0x4ea2_8420, [ONES, a, b], 0x0000_0000_0000_0003_0000_0001_0000_0000);
    vector("ushr v0.2d, v1.2d, #64", 0x6f40_0420, [ONES, ONES, 0], 0);
    let (old, new) = (0x1111_1111_1111_1111_1111_1111_1111_1111, ONES);
    vector("sri v0.4s, v1.4s, #32", 0x6f20_4420, [old, new, 0], old);
    vector("sri v0.4s, v1.4s, #7", 0x6f39_4420, [old, new, 0], 0x11ff_ffff_11ff_ffff_11ff_ffff_11ff_ffff);
    vector("sli v0.4s, v1.4s, #25", 0x6f39_5420, [old, new, 0], 0xff11_1111_ff11_1111_ff11_1111_ff11_1111);
    vector("bsl v0.16b, v1.16b, v2.16b", 0x6e62_1c20, [0xff00, A, B], B & !0xff00 | A & 0xff00);
    vector("movi v0.2d, #18374966859414961920", 0x6f05_e540, [A, 0, 0], 0xff00_ff00_ff00_ff00_ff00_ff00_ff00_ff00);
    vector("mvni v0.4s, #1, msl #8", 0x6f00_c420, [A, 0, 0], 0xffff_fe00_ffff_fe00_ffff_fe00_ffff_fe00);
}

#[test]
fn refused() {
    let isa = isa();
    let check = |word: u32, expect: StopReason, rule: &str| match isa.lift(word) {
        Err(DecodeError::Stop { reason, rule: found, .. }) => assert_eq!((reason, &*found), (expect, rule)),
        other => panic!("{word:#010x}: {other:?}"),
    };
    check(0xb200_fc20, StopReason::Undefined, "undefined when ReservedBitMask(N, imms)");
    check(0xb240_fc20, StopReason::Undefined, "undefined when ReservedBitMask(N, imms)");
    check(0x3240_0020, StopReason::Undefined, "undefined when sf == '0' && N == '1'");
    check(0x8bc2_0020, StopReason::Undefined, "undefined when shift == '11'");
    check(0xa8c1_0020, StopReason::Unpredictable, "unpredictable when t == t2");
    check(0xf840_8421, StopReason::Unpredictable, "unpredictable when n != 31 && t == n");
    check(0xd503_20ff, StopReason::NotModelled, "not_modelled when hint == 7");
    assert_eq!(isa.lift(0), Err(DecodeError::Unknown { word: 0 }), "UDF");
}
