use super::guest::{
    CREATE, DATA, DIRECTORY, Folder, Guest, READ, RESULT, ROOT, WRITE, call, errno,
};
use kataan_wasi::{DirPerms, FilePerms, WasiCtxBuilder};

/// The names and types of a listing, read through a buffer of that size.
fn list(guest: &mut Guest, fd: u64, room: u32) -> Vec<(String, u8)> {
    let mut entries = Vec::new();
    let mut cookie = 0u64;
    loop {
        assert_eq!(call!(guest.fd_readdir(fd, DATA, room, cookie, RESULT)), 0);
        let used = guest.result();
        let (mut at, end) = (DATA, DATA + used);
        while at + 24 <= end {
            let length = guest.u32(at + 16);
            if at + 24 + length > end {
                break;
            }
            cookie = guest.u64(at);
            let name = String::from_utf8(guest.read(at + 24, length)).expect("text");
            entries.push((name, guest.read(at + 20, 1)[0]));
            at += 24 + length;
        }
        if used < room {
            entries.sort();
            return entries;
        }
    }
}

#[test]
fn folders_that_are_open_from_the_start_have_names() {
    let folder = Folder::new();
    let mut builder = folder.builder(DirPerms::all(), FilePerms::all());
    builder
        .preopened_dir(folder.root(), ".", DirPerms::READ, FilePerms::READ)
        .expect("there");
    let mut guest = Guest::new(&mut builder);
    assert_eq!(call!(guest.fd_prestat_get(ROOT, DATA)), 0);
    assert_eq!((guest.u32(DATA), guest.u32(DATA + 4)), (0, 5));
    assert_eq!(call!(guest.fd_prestat_dir_name(ROOT, DATA, 5)), 0);
    assert_eq!(guest.read(DATA, 5), b"/data");
    assert_eq!(
        call!(guest.fd_prestat_dir_name(ROOT, DATA, 4)),
        errno::NAMETOOLONG
    );
    assert_eq!(call!(guest.fd_prestat_dir_name(4, DATA, 1)), 0);
    assert_eq!(guest.read(DATA, 1), b".");
    assert_eq!(call!(guest.fd_prestat_get(5, DATA)), errno::BADF);
    // What is opened later has none.
    let again = guest.open(".", DIRECTORY, READ).expect("itself");
    assert_eq!(call!(guest.fd_prestat_get(again, DATA)), errno::BADF);
}

#[test]
fn a_missing_folder_cannot_be_granted() {
    let folder = Folder::new();
    let missing = folder.path("missing");
    let granted = WasiCtxBuilder::new()
        .preopened_dir(missing, "/", DirPerms::all(), FilePerms::all())
        .map(drop);
    assert!(granted.is_err());
}

#[test]
fn listings_are_complete_whatever_the_buffer() {
    let folder = Folder::new();
    folder.make("sub");
    for index in 0..40 {
        folder.write(&format!("file-with-some-name-{index:02}"), "");
    }
    let mut guest = Guest::in_folder(&folder);
    let whole = list(&mut guest, ROOT, 20_000);
    assert_eq!(whole.len(), 43);
    assert_eq!(whole[0], (".".into(), 3));
    assert_eq!(whole[1], ("..".into(), 3));
    assert_eq!(whole[2], ("file-with-some-name-00".into(), 4));
    assert_eq!(whole[42], ("sub".into(), 3));
    for room in [50, 64, 100, 1000] {
        assert_eq!(list(&mut guest, ROOT, room), whole, "room {room}");
    }
    let sub = guest.open("sub", DIRECTORY, READ).expect("there");
    assert_eq!(list(&mut guest, sub, 1000).len(), 2);
    // Beyond the end there is nothing.
    assert_eq!(
        call!(guest.fd_readdir(ROOT, DATA, 100, u64::MAX - 1, RESULT)),
        0
    );
    assert_eq!(guest.result(), 0);
    // A listing is of one moment, and a new one sees what changed.
    folder.write("later", "");
    assert_eq!(list(&mut guest, ROOT, 5000).len(), 44);
}

#[test]
fn folders_are_made_and_removed() {
    let folder = Folder::new();
    let mut guest = Guest::in_folder(&folder);
    assert_eq!(call!(guest.path_create_directory(ROOT, "a")), 0);
    assert_eq!(call!(guest.path_create_directory(ROOT, "a")), errno::EXIST);
    assert_eq!(call!(guest.path_create_directory(ROOT, "a/b")), 0);
    assert_eq!(
        call!(guest.path_create_directory(ROOT, "x/y")),
        errno::NOENT
    );
    assert_eq!(
        call!(guest.path_remove_directory(ROOT, "a")),
        errno::NOTEMPTY
    );
    assert_eq!(call!(guest.path_unlink_file(ROOT, "a/b")), errno::ISDIR);
    assert_eq!(call!(guest.path_remove_directory(ROOT, "a/b")), 0);
    assert_eq!(call!(guest.path_remove_directory(ROOT, "a")), 0);
    folder.write("f", "");
    assert_eq!(call!(guest.path_remove_directory(ROOT, "f")), errno::NOTDIR);
    assert_eq!(call!(guest.path_unlink_file(ROOT, "f/")), errno::NOTDIR);
    assert_eq!(call!(guest.path_unlink_file(ROOT, "f")), 0);
    assert_eq!(call!(guest.path_unlink_file(ROOT, "f")), errno::NOENT);
    assert_eq!(std::fs::read_dir(folder.root()).expect("there").count(), 0);
}

#[test]
fn paths_are_relative_to_any_folder_that_is_open() {
    let folder = Folder::new();
    folder.make("a").make("a/b").write("a/b/c", "deep");
    let mut guest = Guest::in_folder(&folder);
    let a = guest.open("a", DIRECTORY, READ).expect("there");
    let b = guest.open_in(a, "b", DIRECTORY, READ, 0).expect("there");
    let c = guest.open_in(b, "c", 0, READ, 0).expect("there");
    assert_eq!(guest.read_from(c, 10), Ok(b"deep".to_vec()));
    assert_eq!(guest.open_in(c, "d", 0, READ, 0), Err(errno::NOTDIR));
    assert_eq!(guest.open("a/b/c", DIRECTORY, READ), Err(errno::NOTDIR));
    assert_eq!(guest.open("a", 0, READ | WRITE), Err(errno::ISDIR));
    assert_eq!(guest.read_from(a, 10), Err(errno::BADF));
    assert_eq!(guest.write_to(a, b"x"), Err(errno::BADF));
    assert_eq!(call!(guest.fd_seek(a, 0, 0, RESULT)), errno::BADF);
    assert_eq!(call!(guest.fd_sync(a)), 0);
    assert_eq!(call!(guest.fd_filestat_get(a, DATA)), 0);
    assert_eq!(guest.read(DATA + 16, 1), [3]);
    assert_eq!(call!(guest.fd_fdstat_get(a, DATA)), 0);
    assert_eq!(guest.read(DATA, 1), [3]);
    // Through it files can be opened for writing, too.
    let new = guest.open_in(a, "new", CREATE, WRITE, 0).expect("made");
    assert_eq!(guest.write_to(new, b"x"), Ok(1));
    assert_eq!(folder.text("a/new"), "x");
}

#[test]
fn files_are_renamed_and_linked() {
    let folder = Folder::new();
    folder.make("a").make("b").write("a/f", "text");
    let mut guest = Guest::in_folder(&folder);
    let b = guest.open("b", DIRECTORY, READ).expect("there");
    assert_eq!(call!(guest.path_rename(ROOT, "a/f", b, "g")), 0);
    assert_eq!(folder.text("b/g"), "text");
    assert_eq!(call!(guest.path_rename(ROOT, "a/f", b, "h")), errno::NOENT);
    assert_eq!(call!(guest.path_link(b, 0, "g", ROOT, "linked")), 0);
    assert_eq!(folder.text("linked"), "text");
    assert_eq!(
        call!(guest.path_link(b, 0, "g", ROOT, "linked")),
        errno::EXIST
    );
    assert_eq!(
        call!(guest.path_link(b, 1, "g", ROOT, "other")),
        errno::INVAL
    );
    assert_eq!(call!(guest.path_filestat_get(ROOT, 0, "linked", DATA)), 0);
    assert_eq!(guest.u64(DATA + 24), 2);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_inside() {
    let folder = Folder::new();
    folder.make("a").write("a/f", "text");
    let mut guest = Guest::in_folder(&folder);
    assert_eq!(call!(guest.path_symlink("a/f", ROOT, "link")), 0);
    let file = guest.open("link", 0, READ).expect("there");
    assert_eq!(guest.read_from(file, 10), Ok(b"text".to_vec()));
    assert_eq!(
        call!(guest.path_readlink(ROOT, "link", DATA, 10, RESULT)),
        0
    );
    assert_eq!(guest.read(DATA, guest.result()), b"a/f");
    assert_eq!(call!(guest.path_readlink(ROOT, "link", DATA, 2, RESULT)), 0);
    assert_eq!(guest.read(DATA, guest.result()), b"a/");
    assert_eq!(
        call!(guest.path_readlink(ROOT, "a/f", DATA, 10, RESULT)),
        errno::INVAL
    );
    // Without following, the link is what is looked at.
    assert_eq!(call!(guest.path_filestat_get(ROOT, 0, "link", DATA)), 0);
    assert_eq!(guest.read(DATA + 16, 1), [7]);
    assert_eq!(call!(guest.path_filestat_get(ROOT, 1, "link", DATA)), 0);
    assert_eq!(guest.read(DATA + 16, 1), [4]);
    assert_eq!(
        call!(guest.path_open(ROOT, 0, "link", 0, READ, READ, 0, RESULT)),
        errno::LOOP
    );
    assert_eq!(call!(guest.path_symlink("loop", ROOT, "loop")), 0);
    assert_eq!(guest.open("loop", 0, READ), Err(errno::LOOP));
    assert_eq!(call!(guest.path_unlink_file(ROOT, "link")), 0);
    assert_eq!(folder.text("a/f"), "text");
}
