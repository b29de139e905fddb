//! The container: damage is found, byte order converts, mutated code is refused without a panic.

use kataan_bytecode::compiler::{Mode, Options, Program};
use kataan_bytecode::container::{Unit, UnitError, aligned_words, swap_bytes};
use kataan_bytecode::opcode::operand::{FeedbackSlot, JumpOffset, Register};
use kataan_bytecode::opcode::{Instruction, Opcode, instructions as op};
use kataan_bytecode::{disassemble, verify};

const TEXT: &str = "
    class A extends Object { #p = 1; get p() { return this.#p; } static { this.q = [1, 2, 3]; } }
    function* g(a, ...rest) { try { for (const [x, y = 2] of a) yield x + y; } finally { a.z(); } }
    const o = { a: 1.5, b: 'zwölf', c: '\u{1F600}', d: 12n, e: /x/g, f: `t${o}` };
    switch (o.a) { case 1: case 2: case 3: case 4: o.a++; }
    async function f() { for await (const x of g()) { await x; } return eval('x'); }
";

fn unit() -> Vec<u64> {
    let options = Options {
        mode: Mode::Whole,
        keep_source: true,
        ..Options::default()
    };
    Program::compile_script(TEXT.as_bytes().to_vec(), &options)
        .expect("the text is right")
        .unit
}

#[test]
fn operands_survive_encoding() {
    let add = op::Add {
        dst: Register(1),
        lhs: Register(0xFFFF),
        rhs: Register(7),
        feedback: FeedbackSlot(0xDEAD_BEEF),
    };
    let [first, second] = add.encode();
    assert_eq!(op::Add::SIZE, 2);
    assert_eq!(Opcode::of_word(first), Some(Opcode::Add));
    assert_eq!(op::Add::decode(first, || second), add);
    let jump = op::JumpIfFalse {
        src: Register(9),
        target: JumpOffset(-5),
    };
    assert_eq!(op::JumpIfFalse::SIZE, 1);
    assert_eq!(
        op::JumpIfFalse::decode(jump.encode()[0], || unreachable!()),
        jump
    );
}

#[test]
fn every_row_is_documented_and_fits() {
    for &opcode in Opcode::ALL {
        let row = opcode.row();
        assert!(!row.documentation.is_empty(), "{}", row.name);
        assert!(row.size == 1 || row.size == 2, "{}", row.name);
        assert_eq!(Opcode::from_u16(opcode as u16), Some(opcode));
    }
    assert_eq!(Opcode::from_u16(Opcode::COUNT as u16), None);
}

#[test]
fn a_stored_unit_is_the_same() {
    let words = unit();
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let mut shifted = vec![0];
    shifted.extend(&bytes);
    for bytes in [&bytes[..], &shifted[1..]] {
        let read = aligned_words(bytes);
        let unit = Unit::open(&read).expect("nothing is damaged");
        assert_eq!(unit.source(), Some(TEXT.as_bytes()));
        verify::verify(unit).expect("the compiler's code verifies");
    }
}

#[test]
fn damage_is_named() {
    let words = unit();
    assert_eq!(Unit::open(&[]).err(), Some(UnitError::Truncated));
    assert_eq!(
        Unit::open(&words[..words.len() - 1]).err(),
        Some(UnitError::Truncated)
    );
    assert_eq!(Unit::open(&[0; 20]).err(), Some(UnitError::NotAUnit));
    for at in 3..words.len() {
        let mut damaged = words.clone();
        damaged[at] ^= 1 << (at % 64);
        assert!(Unit::open(&damaged).is_err(), "word {at}");
    }
}

#[test]
fn the_other_byte_order_converts() {
    let words = unit();
    let mut swapped = words.clone();
    // What a host of the other order wrote reads here with its words, and its UTF-16, swapped.
    let (units, bytes) = (words[6] as u32 as usize, (words[6] >> 32) as usize);
    for word in &mut swapped[..units] {
        *word = word.swap_bytes();
    }
    for word in &mut swapped[units..bytes] {
        let units: [u16; 4] = bytemuck::cast(*word);
        *word = bytemuck::cast(units.map(u16::swap_bytes));
    }
    assert_eq!(Unit::open(&swapped).err(), Some(UnitError::ByteOrder));
    swap_bytes(&mut swapped).expect("the regions are inside");
    let unit = Unit::open(&swapped).expect("the unit was converted");
    assert_eq!(disassemble(unit), disassemble(Unit::trusted(&words)));
}

/// Units with a random word changed: opened without looking at the checksum, they are refused or
/// verified, and listed, but never a panic.
#[test]
fn mutated_units_do_not_panic() {
    let words = unit();
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut mutated = words.clone();
        for _ in 0..1 + random() % 3 {
            let at = 3 + random() as usize % (mutated.len() - 3);
            mutated[at] = match random() % 4 {
                0 => random(),
                1 => mutated[at] ^ 1 << (random() % 64),
                2 => mutated[at].wrapping_add(random() % 8),
                _ => mutated[random() as usize % mutated.len()],
            };
        }
        let Ok(unit) = Unit::open_without_checksum(&mutated) else {
            refused += 1;
            continue;
        };
        match verify::verify(unit) {
            Ok(()) => accepted += 1,
            Err(_) => refused += 1,
        }
        let _ = disassemble(unit);
    }
    assert!(
        accepted > 0 && refused > 0,
        "{accepted} accepted, {refused} refused"
    );
}
