//! Unicode normalization, piece by piece.
//!
//! A piece ends where nothing behind can combine with what is before. A text without such a place
//! (marks and nothing else, say) is normalized in steps of its own: pieces are decomposed, marks put
//! in order by counting, and characters composed, as the standard's definition has it.

use icu_normalizer::properties::{
    CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed,
};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::string::{PIECE, StringBuilder, Units, pieces};

/// A normalization form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Canonical composition.
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
}

impl Form {
    /// The form of this name.
    pub(super) fn of_name(name: Units<'_>) -> Option<Form> {
        [
            ("NFC", Form::Nfc),
            ("NFD", Form::Nfd),
            ("NFKC", Form::Nfkc),
            ("NFKD", Form::Nfkd),
        ]
        .into_iter()
        .find(|(text, _)| name.equals_latin1(text.as_bytes()))
        .map(|(_, form)| form)
    }

    fn normalize(self, text: &[u16]) -> Vec<u16> {
        let normalized = match self {
            Form::Nfc => ComposingNormalizerBorrowed::new_nfc().normalize_utf16(text),
            Form::Nfkc => ComposingNormalizerBorrowed::new_nfkc().normalize_utf16(text),
            _ => self.decomposing().normalize_utf16(text),
        };
        normalized.into_owned()
    }

    fn decomposing(self) -> DecomposingNormalizerBorrowed<'static> {
        match self {
            Form::Nfc | Form::Nfd => DecomposingNormalizerBorrowed::new_nfd(),
            Form::Nfkc | Form::Nfkd => DecomposingNormalizerBorrowed::new_nfkd(),
        }
    }

    fn composes(self) -> bool {
        matches!(self, Form::Nfc | Form::Nfkc)
    }
}

/// Whether a unit begins a character that never changes by what stands before it, nor changes that:
/// letters of common scripts, all below the first combining mark, and lone surrogates, which combine
/// with nothing. A `false` costs time only.
fn begins_afresh(units: Units<'_>, index: usize) -> bool {
    match units.at(index) {
        0..=0x2FF | 0x370..=0x482 | 0x48A..=0x52F => true,
        0x3041..=0x3096 | 0x30A1..=0x30FA | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => true,
        0xD800..=0xDBFF => units.code_point_at(index).1 == 1,
        0xDC00..=0xDFFF => !units.is_inside_pair(index),
        _ => false,
    }
}

/// Where the piece that starts at `start` may end: after [`PIECE`] units or soon behind; `None` if
/// there is no such place.
fn end_of_piece(units: Units<'_>, start: usize) -> Option<usize> {
    let nominal = start + PIECE;
    if nominal >= units.len() {
        return Some(units.len());
    }
    (nominal..units.len().min(nominal + PIECE)).find(|index| begins_afresh(units, *index))
}

/// Appends the text in a normalization form.
pub(super) fn normalize(
    vm: &mut Vm,
    builder: &mut StringBuilder,
    units: Units<'_>,
    form: Form,
) -> JsResult<()> {
    let mut start = 0;
    while start < units.len() {
        vm.check_interrupt()?;
        let Some(end) = end_of_piece(units, start) else {
            start = normalize_without_breaks(vm, builder, units, start, form)?;
            continue;
        };
        push_runs(builder, units.slice(start..end), |run| form.normalize(run));
        builder.check(vm, 0)?;
        start = end;
    }
    Ok(())
}

/// Appends what `map` makes of the runs between lone surrogates, and those as they are.
fn push_runs(builder: &mut StringBuilder, units: Units<'_>, map: impl Fn(&[u16]) -> Vec<u16>) {
    let text: Vec<u16> = units.iter().collect();
    let (mut start, mut at) = (0, 0);
    for decoded in char::decode_utf16(text.iter().copied()) {
        match decoded {
            Ok(character) => at += character.len_utf16(),
            Err(lone) => {
                builder.push_units(Units::Utf16(&map(&text[start..at])));
                builder.push_unit(lone.unpaired_surrogate());
                at += 1;
                start = at;
            }
        }
    }
    builder.push_units(Units::Utf16(&map(&text[start..])));
}

/// Appends the text from `start` up to the first place where it may break, or a lone surrogate;
/// returns that place.
fn normalize_without_breaks(
    vm: &mut Vm,
    builder: &mut StringBuilder,
    units: Units<'_>,
    start: usize,
    form: Form,
) -> JsResult<usize> {
    let mut end = start;
    let mut characters = Vec::new();
    let mut buffer = Vec::new();
    while end < units.len() && (end == start || !begins_afresh(units, end)) {
        let (code_point, length) = units.code_point_at(end);
        let Some(character) = char::from_u32(code_point) else {
            break;
        };
        buffer.extend_from_slice(character.encode_utf16(&mut [0; 2]));
        end += length;
        if buffer.len() >= PIECE {
            decompose(vm, &mut characters, &buffer, form)?;
            buffer.clear();
        }
    }
    decompose(vm, &mut characters, &buffer, form)?;
    if end == start {
        builder.push_unit(units.at(start));
        return Ok(start + 1);
    }
    put_in_order(vm, &mut characters)?;
    if form.composes() {
        compose(vm, &mut characters)?;
    }
    for part in pieces(0..characters.len()) {
        vm.check_interrupt()?;
        builder.check(vm, part.len())?;
        characters[part]
            .iter()
            .for_each(|character| builder.push_code_point(u32::from(*character)));
    }
    Ok(end)
}

/// Appends the decomposition of a part of a text; marks at its ends may still have to move.
fn decompose(vm: &mut Vm, characters: &mut Vec<char>, part: &[u16], form: Form) -> JsResult<()> {
    vm.check_interrupt()?;
    let decomposed = form.decomposing().normalize_utf16(part);
    // Twice what there is, as a vector that doubles takes, and as much for the counting sort.
    vm.heap
        .make_room_outside((characters.len() + decomposed.len()) * 4 * 4)?;
    characters.extend(char::decode_utf16(decomposed.iter().copied()).flatten());
    Ok(())
}

/// The Canonical Ordering Algorithm: a stable sort of each run of marks by their class.
fn put_in_order(vm: &mut Vm, characters: &mut [char]) -> JsResult<()> {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let mut start = 0;
    while start < characters.len() {
        let mut end = start;
        let mut counts = [0_usize; 256];
        let mut sorted = true;
        let mut last = 0;
        while end < characters.len() {
            vm.check_interrupt_every(end as u64)?;
            let class = classes.get_u8(characters[end]);
            if class == 0 {
                break;
            }
            sorted &= last <= class;
            last = class;
            counts[usize::from(class)] += 1;
            end += 1;
        }
        if !sorted {
            let run = &mut characters[start..end];
            let mut next = [0; 256];
            for class in 1..256 {
                next[class] = next[class - 1] + counts[class - 1];
            }
            let mut target = vec!['\0'; run.len()];
            for (index, character) in run.iter().enumerate() {
                vm.check_interrupt_every(index as u64)?;
                let place = &mut next[usize::from(classes.get_u8(*character))];
                target[*place] = *character;
                *place += 1;
            }
            run.copy_from_slice(&target);
        }
        start = end + 1;
    }
    Ok(())
}

/// The Canonical Composition Algorithm, in place.
fn compose(vm: &mut Vm, characters: &mut Vec<char>) -> JsResult<()> {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let composition = CanonicalCompositionBorrowed::new();
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    let mut length = 0;
    for index in 0..characters.len() {
        vm.check_interrupt_every(index as u64)?;
        let character = characters[index];
        let class = classes.get_u8(character);
        if let Some(place) = starter {
            // Blocked by a mark of the same or a higher class, or by a starter that stayed.
            let adjacent = place + 1 == length;
            if (adjacent || (last_class != 0 && last_class < class))
                && let Some(composed) = composition.compose(characters[place], character)
            {
                characters[place] = composed;
                continue;
            }
        }
        characters[length] = character;
        if class == 0 {
            starter = Some(length);
        }
        last_class = class;
        length += 1;
    }
    characters.truncate(length);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kataan_vm::error::Must;

    /// Characters that meet in every way: letters, marks of several classes in any order, jamo,
    /// signs that compose without being marks, and exclusions.
    const ALPHABET: &[u32] = &[
        0x41, 0x61, 0xE9, 0x300, 0x301, 0x316, 0x327, 0x338, 0x345, 0x1100, 0x1161, 0x11A8, 0xAC00,
        0x9C7, 0x9BE, 0x9D7, 0x915, 0x93C, 0x958, 0x3099, 0x304B, 0x212B, 0xFB01, 0x1D15E, 0x1D165,
        0xFF76, 0xFF9E, 0x110A5, 0x110BA, 0xD800, 0x2126, 0xF73, 0xF71, 0xF72,
    ];

    fn units_of(vm: &mut Vm, builder: StringBuilder) -> Vec<u16> {
        let flat = builder
            .finish(vm)
            .and_then(|text| kataan_vm::string::flatten(vm, text));
        flat.must().units().iter().collect()
    }

    #[test]
    fn steps_agree_with_the_library() {
        let mut state = 7_u32;
        let mut random = move |limit: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % limit
        };
        let mut vm = Vm::new(kataan_vm::VmOptions::default()).expect("an isolate");
        kataan_gc::enter(&mut vm, |vm| {
            vm.begin_stack();
            for _ in 0..3000 {
                let text: Vec<u16> = (0..random(14))
                    .flat_map(|_| {
                        let code = ALPHABET[random(ALPHABET.len())];
                        match char::from_u32(code) {
                            Some(character) => character.encode_utf16(&mut [0; 2]).to_vec(),
                            None => vec![code as u16],
                        }
                    })
                    .collect();
                for form in [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd] {
                    let mut expected = StringBuilder::new();
                    push_runs(&mut expected, Units::Utf16(&text), |run| {
                        form.normalize(run)
                    });
                    let mut found = StringBuilder::new();
                    let mut start = 0;
                    while start < text.len() {
                        let units = Units::Utf16(&text);
                        start = normalize_without_breaks(vm, &mut found, units, start, form).must();
                    }
                    let found = units_of(vm, found);
                    assert_eq!(found, units_of(vm, expected), "{form:?} of {text:x?}");
                }
            }
        });
    }
}
