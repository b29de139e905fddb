//! Rights: what a folder was granted with, and what a guest gave up.

use super::guest::{
    CREATE, DATA, DIRECTORY, Folder, Guest, READ, RESULT, ROOT, TRUNCATE, WRITE, call, errno,
};
use kataan_wasi::{DirPerms, FilePerms};

fn read_only() -> (Folder, Guest) {
    let folder = Folder::new();
    folder.make("sub").write("sub/f", "text").write("f", "text");
    let guest = Guest::new(&mut folder.builder(DirPerms::READ, FilePerms::READ));
    (folder, guest)
}

#[test]
fn a_folder_that_may_be_read_is_not_changed() {
    let (folder, mut guest) = read_only();
    let file = guest.open("f", 0, READ).expect("readable");
    assert_eq!(guest.read_from(file, 10), Ok(b"text".to_vec()));
    assert_eq!(guest.write_to(file, b"x"), Err(errno::NOTCAPABLE));
    assert_eq!(
        call!(guest.fd_filestat_set_size(file, 0u64)),
        errno::NOTCAPABLE
    );
    let refused = Err(errno::NOTCAPABLE);
    assert_eq!(guest.open("f", 0, WRITE), refused);
    assert_eq!(guest.open("f", TRUNCATE, READ), refused);
    assert_eq!(guest.open("new", CREATE, READ), refused);
    assert_eq!(
        call!(guest.path_create_directory(ROOT, "d")),
        errno::NOTCAPABLE
    );
    assert_eq!(
        call!(guest.path_remove_directory(ROOT, "sub")),
        errno::NOTCAPABLE
    );
    assert_eq!(call!(guest.path_unlink_file(ROOT, "f")), errno::NOTCAPABLE);
    assert_eq!(
        call!(guest.path_rename(ROOT, "f", ROOT, "g")),
        errno::NOTCAPABLE
    );
    assert_eq!(
        call!(guest.path_link(ROOT, 0, "f", ROOT, "g")),
        errno::NOTCAPABLE
    );
    assert_eq!(call!(guest.path_symlink("f", ROOT, "g")), errno::NOTCAPABLE);
    assert_eq!(
        call!(guest.path_filestat_set_times(ROOT, 1, "f", 0u64, 0u64, 4)),
        errno::NOTCAPABLE
    );
    assert_eq!(
        call!(guest.fd_filestat_set_times(ROOT, 0u64, 0u64, 4)),
        errno::NOTCAPABLE
    );
    // Nor through a folder in it, whatever rights are asked for.
    let sub = guest.open("sub", DIRECTORY, u64::MAX).expect("there");
    assert_eq!(guest.open_in(sub, "f", 0, READ | WRITE, 0), refused);
    assert_eq!(guest.open_in(sub, "new", CREATE, READ, 0), refused);
    assert_eq!(folder.text("f"), "text");
    assert_eq!(folder.text("sub/f"), "text");
}

#[test]
fn folders_and_files_are_granted_apart() {
    let folder = Folder::new();
    folder.write("f", "text");
    // Entries may change, files may not be written.
    let mut guest = Guest::new(&mut folder.builder(DirPerms::all(), FilePerms::READ));
    assert_eq!(guest.open("f", 0, WRITE), Err(errno::NOTCAPABLE));
    assert_eq!(guest.open("f", TRUNCATE, READ), Err(errno::NOTCAPABLE));
    assert_eq!(call!(guest.path_rename(ROOT, "f", ROOT, "g")), 0);
    // Files may be written, entries may not change.
    let mut guest = Guest::new(&mut folder.builder(DirPerms::READ, FilePerms::all()));
    let file = guest.open("g", 0, WRITE).expect("writable");
    assert_eq!(guest.write_to(file, b"T"), Ok(1));
    assert_eq!(guest.read_from(file, 1), Err(errno::NOTCAPABLE));
    assert_eq!(call!(guest.path_unlink_file(ROOT, "g")), errno::NOTCAPABLE);
    assert_eq!(folder.text("g"), "Text");
}

#[test]
fn rights_show_what_is_granted() {
    let (_folder, mut guest) = read_only();
    assert_eq!(call!(guest.fd_fdstat_get(ROOT, DATA)), 0);
    let (base, inheriting) = (guest.u64(DATA + 8), guest.u64(DATA + 16));
    let (open, create, list) = (1 << 13, 1 << 10, 1 << 14);
    assert_eq!(base & (open | create | list), open | list);
    assert_eq!(inheriting & (READ | WRITE), READ);
    // What an open file allows was asked for.
    let file = guest.open("f", 0, READ).expect("readable");
    assert_eq!(call!(guest.fd_fdstat_get(file, DATA)), 0);
    assert_eq!(guest.u64(DATA + 8) & (READ | WRITE), READ);
    assert_eq!(guest.u64(DATA + 16), 0);
}

#[test]
fn rights_are_given_up_and_not_regained() {
    let folder = Folder::new();
    folder.write("f", "text");
    let mut guest = Guest::in_folder(&folder);
    let file = guest.open("f", 0, READ | WRITE).expect("there");
    assert_eq!(call!(guest.fd_fdstat_set_rights(file, READ, 0u64)), 0);
    assert_eq!(guest.write_to(file, b"x"), Err(errno::NOTCAPABLE));
    assert_eq!(guest.read_from(file, 9), Ok(b"text".to_vec()));
    assert_eq!(call!(guest.fd_tell(file, RESULT)), errno::NOTCAPABLE);
    assert_eq!(
        call!(guest.fd_fdstat_set_rights(file, READ | WRITE, 0u64)),
        errno::NOTCAPABLE
    );
    // A folder passes on what it has left.
    let open = 1u64 << 13;
    assert_eq!(call!(guest.fd_fdstat_set_rights(ROOT, open, READ)), 0);
    assert_eq!(guest.open("f", 0, WRITE), Err(errno::NOTCAPABLE));
    assert!(guest.open("f", 0, READ).is_ok());
    assert_eq!(
        call!(guest.fd_readdir(ROOT, DATA, 100, 0u64, RESULT)),
        errno::NOTCAPABLE
    );
}
