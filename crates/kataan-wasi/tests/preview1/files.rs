use super::guest::{
    CREATE, DATA, EXCLUSIVE, Folder, Guest, READ, RESULT, ROOT, TRUNCATE, WRITE, call, errno,
};

#[test]
fn a_file_is_made_written_and_read() {
    let folder = Folder::new();
    let mut guest = Guest::in_folder(&folder);
    let file = guest
        .open("new.txt", CREATE | EXCLUSIVE, READ | WRITE)
        .expect("made");
    assert_eq!(
        guest.open("new.txt", CREATE | EXCLUSIVE, READ),
        Err(errno::EXIST)
    );
    assert_eq!(guest.write_to(file, b"hello world"), Ok(11));
    assert_eq!(call!(guest.fd_tell(file, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 11);
    assert_eq!(call!(guest.fd_seek(file, 6, 0, RESULT)), 0);
    assert_eq!(guest.read_from(file, 100), Ok(b"world".to_vec()));
    assert_eq!(guest.read_from(file, 100), Ok(Vec::new()));
    // From the end, and from here.
    assert_eq!(call!(guest.fd_seek(file, -5i64 as u64, 2, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 6);
    assert_eq!(call!(guest.fd_seek(file, -6i64 as u64, 1, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 0);
    assert_eq!(
        call!(guest.fd_seek(file, -1i64 as u64, 0, RESULT)),
        errno::INVAL
    );
    assert_eq!(
        call!(guest.fd_seek(file, -1i64 as u64, 1, RESULT)),
        errno::INVAL
    );
    assert_eq!(call!(guest.fd_seek(file, 0, 3, RESULT)), errno::INVAL);
    assert_eq!(call!(guest.fd_sync(file)), 0);
    assert_eq!(call!(guest.fd_datasync(file)), 0);
    assert_eq!(call!(guest.fd_close(file)), 0);
    assert_eq!(guest.read_from(file, 1), Err(errno::BADF));
    assert_eq!(folder.text("new.txt"), "hello world");
}

#[test]
fn reading_fills_several_buffers() {
    let folder = Folder::new();
    folder.write("a", "abcdefghij");
    let mut guest = Guest::in_folder(&folder);
    let file = guest.open("a", 0, READ).expect("there");
    let list = guest.buffers(&[3, 0, 4, 50]);
    assert_eq!(call!(guest.fd_read(file, list, 4, RESULT)), 0);
    assert_eq!(guest.result(), 10);
    assert_eq!(guest.read(DATA, 10), b"abcdefghij");
}

#[test]
fn reading_and_writing_at_offsets_leave_the_position() {
    let folder = Folder::new();
    folder.write("a", "0123456789");
    let mut guest = Guest::in_folder(&folder);
    let file = guest.open("a", 0, READ | WRITE).expect("there");
    let list = guest.buffers(&[2, 2]);
    assert_eq!(call!(guest.fd_pread(file, list, 2, 4u64, RESULT)), 0);
    assert_eq!(guest.result(), 4);
    assert_eq!(guest.read(DATA, 4), b"4567");
    guest.write(DATA, b"abcd");
    assert_eq!(call!(guest.fd_pwrite(file, list, 2, 8u64, RESULT)), 0);
    assert_eq!(guest.result(), 4);
    assert_eq!(folder.text("a"), "01234567abcd");
    assert_eq!(call!(guest.fd_tell(file, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 0);
    assert_eq!(call!(guest.fd_pread(file, list, 2, 100u64, RESULT)), 0);
    assert_eq!(guest.result(), 0);
    assert_eq!(
        call!(guest.fd_pread(file, list, 2, u64::MAX, RESULT)),
        errno::INVAL
    );
}

#[test]
fn sizes_change() {
    let folder = Folder::new();
    folder.write("a", "0123456789");
    let mut guest = Guest::in_folder(&folder);
    let file = guest.open("a", 0, READ | WRITE).expect("there");
    assert_eq!(call!(guest.fd_filestat_set_size(file, 4u64)), 0);
    assert_eq!(folder.text("a"), "0123");
    assert_eq!(call!(guest.fd_allocate(file, 2u64, 4u64)), 0);
    assert_eq!(folder.text("a"), "0123\0\0");
    assert_eq!(call!(guest.fd_allocate(file, 0u64, 2u64)), 0);
    assert_eq!(folder.text("a").len(), 6);
    assert_eq!(call!(guest.fd_allocate(file, 0u64, 0u64)), errno::INVAL);
    assert_eq!(call!(guest.fd_advise(file, 0u64, 10u64, 3)), 0);
    assert_eq!(call!(guest.fd_advise(file, 0u64, 10u64, 6)), errno::INVAL);
    let cut = guest.open("a", TRUNCATE, WRITE).expect("there");
    assert_eq!(call!(guest.fd_filestat_get(cut, DATA)), 0);
    assert_eq!(guest.u64(DATA + 32), 0);
    assert_eq!(folder.text("a"), "");
}

#[test]
fn appending_writes_at_the_end() {
    const APPEND: u64 = 1;
    const NONBLOCK: u64 = 4;
    let folder = Folder::new();
    folder.write("log", "one\n");
    let mut guest = Guest::in_folder(&folder);
    let file = guest
        .open_in(ROOT, "log", 0, READ | WRITE, APPEND)
        .expect("there");
    assert_eq!(guest.write_to(file, b"two\n"), Ok(4));
    assert_eq!(call!(guest.fd_seek(file, 0, 0, RESULT)), 0);
    assert_eq!(guest.write_to(file, b"three\n"), Ok(6));
    assert_eq!(folder.text("log"), "one\ntwo\nthree\n");
    assert_eq!(call!(guest.fd_fdstat_get(file, DATA)), 0);
    assert_eq!(u64::from(guest.u16(DATA + 2)), APPEND);
    assert_eq!(guest.read(DATA, 1), [4]);
    // The flag can be taken away.
    assert_eq!(call!(guest.fd_fdstat_set_flags(file, NONBLOCK)), 0);
    assert_eq!(call!(guest.fd_seek(file, 0, 0, RESULT)), 0);
    assert_eq!(guest.write_to(file, b"ONE"), Ok(3));
    assert_eq!(folder.text("log"), "ONE\ntwo\nthree\n");
    // How a file is synchronized cannot change, and there are no other flags.
    assert_eq!(call!(guest.fd_fdstat_set_flags(file, 16)), errno::NOTSUP);
    assert_eq!(call!(guest.fd_fdstat_set_flags(file, 32)), errno::INVAL);
}

#[test]
fn what_is_known_of_a_file() {
    let folder = Folder::new();
    folder.write("a", "12345");
    let mut guest = Guest::in_folder(&folder);
    const FOLLOW: u32 = 1;
    assert_eq!(call!(guest.path_filestat_get(ROOT, FOLLOW, "a", DATA)), 0);
    let by_path = guest.read(DATA, 64);
    let file = guest.open("a", 0, READ | WRITE).expect("there");
    assert_eq!(call!(guest.fd_filestat_get(file, DATA)), 0);
    assert_eq!(guest.read(DATA, 64), by_path);
    assert_eq!(guest.read(DATA + 16, 1), [4]);
    assert_eq!(guest.u64(DATA + 24), 1);
    assert_eq!(guest.u64(DATA + 32), 5);

    // Times: accessed, and modified now.
    let (exact, now) = (1, 8);
    assert_eq!(
        call!(guest.fd_filestat_set_times(file, 7_000_000_000u64, 0u64, exact | now)),
        0
    );
    assert_eq!(call!(guest.fd_filestat_get(file, DATA)), 0);
    assert_eq!(guest.u64(DATA + 40), 7_000_000_000);
    assert!(guest.u64(DATA + 48) > 1_000_000_000_000_000_000);
    assert_eq!(
        call!(guest.path_filestat_set_times(ROOT, FOLLOW, "a", 0u64, 9_000_000_000u64, 4)),
        0
    );
    assert_eq!(call!(guest.path_filestat_get(ROOT, FOLLOW, "a", DATA)), 0);
    assert_eq!(guest.u64(DATA + 40), 7_000_000_000);
    assert_eq!(guest.u64(DATA + 48), 9_000_000_000);
    // Both at once make no sense.
    let both = 1 | 2;
    assert_eq!(
        call!(guest.fd_filestat_set_times(file, 0u64, 0u64, both)),
        errno::INVAL
    );
}

#[test]
fn descriptors_are_limited() {
    let folder = Folder::new();
    folder.write("a", "");
    let mut builder = folder.builder(kataan_wasi::DirPerms::all(), kataan_wasi::FilePerms::all());
    let mut guest = Guest::new(builder.max_descriptors(5));
    assert_eq!(guest.open("a", 0, READ), Ok(4));
    assert_eq!(guest.open("a", 0, READ), Err(errno::MFILE));
    assert_eq!(guest.open("b", CREATE, READ), Err(errno::MFILE));
    assert!(!folder.path("b").exists());
    assert_eq!(call!(guest.fd_close(4)), 0);
    assert_eq!(guest.open("a", 0, READ), Ok(4));
}
