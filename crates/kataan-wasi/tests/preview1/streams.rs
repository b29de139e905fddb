use super::guest::{DATA, Guest, RESULT, call, errno};
use kataan_wasi::{MemoryInputPipe, MemoryOutputPipe, WasiCtxBuilder};

#[test]
fn pipes_carry_what_is_read_and_written() {
    let input = MemoryInputPipe::new("first line\n");
    let (out, err) = (MemoryOutputPipe::new(100), MemoryOutputPipe::new(100));
    let mut builder = WasiCtxBuilder::new();
    builder
        .stdin(input.clone())
        .stdout(out.clone())
        .stderr(err.clone());
    let mut guest = Guest::new(&mut builder);
    assert_eq!(guest.read_from(0, 5), Ok(b"first".to_vec()));
    input.push(b"more");
    assert_eq!(guest.read_from(0, 50), Ok(b" line\nmore".to_vec()));
    assert_eq!(guest.read_from(0, 50), Ok(Vec::new()));
    assert!(input.is_empty());
    assert_eq!(guest.write_to(1, b"output"), Ok(6));
    assert_eq!(guest.write_to(2, b"error"), Ok(5));
    assert_eq!(out.contents(), b"output");
    assert_eq!(err.contents(), b"error");
}

#[test]
fn several_buffers_are_one_transfer() {
    let out = MemoryOutputPipe::new(100);
    let mut builder = WasiCtxBuilder::new();
    builder
        .stdout(out.clone())
        .stdin(MemoryInputPipe::new("abcdefgh"));
    let mut guest = Guest::new(&mut builder);
    guest.write(DATA, b"one two");
    let list = guest.buffers(&[3, 0, 4]);
    assert_eq!(call!(guest.fd_write(1, list, 3, RESULT)), 0);
    assert_eq!(guest.result(), 7);
    assert_eq!(out.contents(), b"one two");
    let list = guest.buffers(&[2, 0, 3]);
    assert_eq!(call!(guest.fd_read(0, list, 3, RESULT)), 0);
    assert_eq!(guest.result(), 5);
    assert_eq!(guest.read(DATA, 5), b"abcde");
    assert_eq!(call!(guest.fd_read(0, list, 0, RESULT)), 0);
    assert_eq!(guest.result(), 0);
}

#[test]
fn a_full_pipe_refuses() {
    let out = MemoryOutputPipe::new(4);
    let mut guest = Guest::new(WasiCtxBuilder::new().stdout(out.clone()));
    assert_eq!(guest.write_to(1, b"123"), Ok(3));
    assert_eq!(guest.write_to(1, b"456"), Err(errno::NOSPC));
    assert_eq!(out.contents(), b"1234");
}

#[test]
fn streams_have_a_direction_and_no_place() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    assert_eq!(guest.write_to(0, b"x"), Err(errno::NOTCAPABLE));
    assert_eq!(guest.read_from(1, 1), Err(errno::NOTCAPABLE));
    // Libraries take a device that cannot seek for a terminal, and turn this error into ESPIPE.
    assert_eq!(call!(guest.fd_seek(1, 0, 0, RESULT)), errno::NOTCAPABLE);
    assert_eq!(call!(guest.fd_tell(1, RESULT)), errno::NOTCAPABLE);
    assert_eq!(call!(guest.fd_fdstat_get(1, DATA)), 0);
    let (seek, tell) = (1 << 2, 1 << 5);
    assert_eq!(guest.u64(DATA + 8) & (seek | tell), 0);
    assert_ne!(guest.u64(DATA + 8) & (1 << 6), 0);
    assert_eq!(call!(guest.fd_filestat_get(1, DATA)), 0);
    assert_eq!(call!(guest.fd_sync(1)), 0);
    let list = guest.buffers(&[4]);
    assert_eq!(
        call!(guest.fd_pread(0, list, 1, 0u64, RESULT)),
        errno::NOTCAPABLE
    );
    assert_eq!(
        call!(guest.fd_readdir(0, DATA, 10, 0u64, RESULT)),
        errno::NOTDIR
    );
}

#[test]
fn streams_can_be_closed_and_renumbered() {
    let (out, err) = (MemoryOutputPipe::new(9), MemoryOutputPipe::new(9));
    let mut builder = WasiCtxBuilder::new();
    builder.stdout(out.clone()).stderr(err.clone());
    let mut guest = Guest::new(&mut builder);
    assert_eq!(call!(guest.fd_renumber(2, 1)), 0);
    assert_eq!(guest.write_to(1, b"err"), Ok(3));
    assert_eq!(err.contents(), b"err");
    assert_eq!(guest.write_to(2, b"x"), Err(errno::BADF));
    assert_eq!(call!(guest.fd_renumber(1, 2)), errno::BADF);
    assert_eq!(call!(guest.fd_renumber(1, 1)), 0);
    assert_eq!(call!(guest.fd_close(0)), 0);
    assert_eq!(call!(guest.fd_close(0)), errno::BADF);
    assert!(out.contents().is_empty());
}
