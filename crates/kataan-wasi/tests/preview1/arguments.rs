use super::guest::{DATA, Guest, RESULT, call};
use kataan_wasi::WasiCtxBuilder;

/// The strings of a list of `count` addresses.
fn strings(guest: &Guest, list: u32, count: u32) -> Vec<String> {
    (0..count)
        .map(|index| {
            let start = guest.u32(list + index * 4);
            let bytes = guest.read(start, 200);
            let end = bytes.iter().position(|byte| *byte == 0).expect("an end");
            String::from_utf8(bytes[..end].to_vec()).expect("text")
        })
        .collect()
}

#[test]
fn arguments_and_environment_are_what_was_granted() {
    let mut builder = WasiCtxBuilder::new();
    builder
        .args(&["program", "", "zwei Wörter"])
        .env("A", "1")
        .env("B", "x=y")
        .env("A", "2");
    let mut guest = Guest::new(&mut builder);
    assert_eq!(call!(guest.args_sizes_get(RESULT, RESULT + 4)), 0);
    assert_eq!(guest.result(), 3);
    assert_eq!(guest.u32(RESULT + 4), 8 + 1 + 13);
    assert_eq!(call!(guest.args_get(DATA, DATA + 100)), 0);
    assert_eq!(strings(&guest, DATA, 3), ["program", "", "zwei Wörter"]);

    assert_eq!(call!(guest.environ_sizes_get(RESULT, RESULT + 4)), 0);
    assert_eq!(guest.result(), 2);
    assert_eq!(guest.u32(RESULT + 4), 6 + 4);
    assert_eq!(call!(guest.environ_get(DATA, DATA + 100)), 0);
    assert_eq!(strings(&guest, DATA, 2), ["B=x=y", "A=2"]);
}

#[test]
fn nothing_is_inherited_unasked() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    assert_eq!(call!(guest.args_sizes_get(RESULT, RESULT + 4)), 0);
    assert_eq!((guest.result(), guest.u32(RESULT + 4)), (0, 0));
    assert_eq!(call!(guest.environ_sizes_get(RESULT, RESULT + 4)), 0);
    assert_eq!((guest.result(), guest.u32(RESULT + 4)), (0, 0));
    assert_eq!(guest.read_from(0, 10), Ok(Vec::new()));
    assert_eq!(guest.write_to(1, b"lost"), Ok(4));
    assert_eq!(
        call!(guest.fd_prestat_get(3, RESULT)),
        super::guest::errno::BADF
    );
}

#[test]
fn a_zero_byte_ends_an_argument() {
    let mut guest = Guest::new(WasiCtxBuilder::new().arg("one\0two"));
    assert_eq!(call!(guest.args_get(DATA, DATA + 100)), 0);
    assert_eq!(strings(&guest, DATA, 1), ["one"]);
}
