//! No path leads out of a folder.

use super::guest::{
    CREATE, DATA, DIRECTORY, Folder, Guest, READ, RESULT, ROOT, WRITE, call, errno,
};

/// A folder with a secret beside the one that the guest is given.
fn outside() -> (Folder, Folder) {
    let outer = Folder::new();
    outer.write("secret", "secret");
    let inner = Folder::new();
    inner.make("sub").write("inside", "inside");
    (outer, inner)
}

/// A path from the inner folder to the secret.
fn way_out(outer: &Folder) -> String {
    let name = outer.root().file_name().expect("a name");
    format!("../{}/secret", name.to_string_lossy())
}

#[test]
fn dots_do_not_lead_out() {
    let (outer, inner) = outside();
    let mut guest = Guest::in_folder(&inner);
    let way_out = way_out(&outer);
    assert!(inner.path(&way_out).exists(), "the way would be right");
    for path in [
        way_out.clone(),
        format!("sub/../{way_out}"),
        format!("./sub/../sub/../{way_out}"),
        "..".into(),
        "../".into(),
        "sub/../..".into(),
    ] {
        assert_eq!(guest.open(&path, 0, READ), Err(errno::PERM), "{path}");
        assert_eq!(guest.open(&path, CREATE, WRITE), Err(errno::PERM), "{path}");
        assert_eq!(
            call!(guest.path_filestat_get(ROOT, 1, path.as_str(), DATA)),
            errno::PERM,
            "{path}"
        );
    }
    // Inside they do what they mean.
    let file = guest.open("sub/../inside", 0, READ).expect("inside");
    assert_eq!(guest.read_from(file, 10), Ok(b"inside".to_vec()));
    // Out of a folder inside is out, too.
    let sub = guest.open("sub", DIRECTORY, READ).expect("there");
    assert_eq!(
        guest.open_in(sub, "../inside", 0, READ, 0),
        Err(errno::PERM)
    );
}

#[test]
fn absolute_paths_are_refused() {
    let (outer, inner) = outside();
    let mut guest = Guest::in_folder(&inner);
    let secret = outer.path("secret").to_string_lossy().into_owned();
    assert_eq!(guest.open(&secret, 0, READ), Err(errno::PERM));
    assert_eq!(guest.open("/", DIRECTORY, READ), Err(errno::PERM));
    let inside = inner.path("inside").to_string_lossy().into_owned();
    assert_eq!(guest.open(&inside, 0, READ), Err(errno::PERM));
}

#[test]
fn no_function_changes_what_is_outside() {
    let (outer, inner) = outside();
    let mut guest = Guest::in_folder(&inner);
    let out = way_out(&outer);
    let out = out.as_str();
    assert_eq!(call!(guest.path_unlink_file(ROOT, out)), errno::PERM);
    assert_eq!(call!(guest.path_remove_directory(ROOT, "..")), errno::PERM);
    assert_eq!(
        call!(guest.path_create_directory(ROOT, "../made")),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_rename(ROOT, out, ROOT, "taken")),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_rename(ROOT, "inside", ROOT, out)),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_link(ROOT, 0, out, ROOT, "taken")),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_link(ROOT, 0, "inside", ROOT, "../made")),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_symlink("inside", ROOT, "../made")),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_readlink(ROOT, out, DATA, 10, RESULT)),
        errno::PERM
    );
    assert_eq!(
        call!(guest.path_filestat_set_times(ROOT, 1, out, 0u64, 0u64, 4)),
        errno::PERM
    );
    assert_eq!(outer.text("secret"), "secret");
    assert!(!inner.path("taken").exists());
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let (outer, inner) = outside();
    symlink(outer.path("secret"), inner.path("absolute")).expect("a link");
    symlink(way_out(&outer), inner.path("relative")).expect("a link");
    symlink("..", inner.path("up")).expect("a link");
    symlink("inside", inner.path("fine")).expect("a link");
    let mut guest = Guest::in_folder(&inner);
    for path in ["absolute", "relative", "up", "up/x", "sub/../relative"] {
        assert_eq!(guest.open(path, 0, READ), Err(errno::PERM), "{path}");
        assert_eq!(
            call!(guest.path_filestat_get(ROOT, 1, path, DATA)),
            errno::PERM,
            "{path}"
        );
    }
    assert_eq!(
        call!(guest.path_filestat_set_times(ROOT, 1, "relative", 0u64, 0u64, 4)),
        errno::PERM
    );
    assert_eq!(guest.open("relative", CREATE, WRITE), Err(errno::PERM));
    assert!(guest.open("fine", 0, READ).is_ok());
    // The link itself is inside and can be looked at and removed.
    assert_eq!(call!(guest.path_filestat_get(ROOT, 0, "absolute", DATA)), 0);
    assert_eq!(call!(guest.path_unlink_file(ROOT, "absolute")), 0);
    assert_eq!(outer.text("secret"), "secret");
}

#[cfg(unix)]
#[test]
fn a_guest_makes_no_link_that_leads_out() {
    let (outer, inner) = outside();
    let mut guest = Guest::in_folder(&inner);
    let secret = outer.path("secret").to_string_lossy().into_owned();
    assert_eq!(
        call!(guest.path_symlink(secret.as_str(), ROOT, "l")),
        errno::PERM
    );
    // One with dots can be made, since it may mean something from elsewhere, but leads nowhere.
    assert_eq!(
        call!(guest.path_symlink(way_out(&outer).as_str(), ROOT, "m")),
        0
    );
    assert_eq!(guest.open("m", 0, READ), Err(errno::PERM));
    // Neither does a folder that moves while it is open.
    let sub = guest.open("sub", DIRECTORY, READ).expect("there");
    assert_eq!(call!(guest.path_create_directory(ROOT, "deep")), 0);
    assert_eq!(call!(guest.path_rename(ROOT, "sub", ROOT, "deep/sub")), 0);
    assert_eq!(
        guest.open_in(sub, "../../inside", 0, READ, 0),
        Err(errno::PERM)
    );
}

#[test]
fn names_that_are_no_names_are_refused() {
    let (_, inner) = outside();
    let mut guest = Guest::in_folder(&inner);
    assert_eq!(guest.open("", 0, READ), Err(errno::NOENT));
    assert_eq!(guest.open("inside\0", 0, READ), Err(errno::INVAL));
    guest.write(DATA, b"\xff\xfe");
    assert_eq!(
        call!(guest.path_open(ROOT, 0, DATA, 2, 0, READ, READ, 0, RESULT)),
        errno::ILSEQ
    );
    assert_eq!(
        call!(guest.path_unlink_file(ROOT, DATA, 70_000)),
        errno::NAMETOOLONG
    );
    assert_eq!(
        guest.open(&"x".repeat(5000), 0, READ),
        Err(errno::NAMETOOLONG)
    );
    assert_eq!(guest.open("inside/", 0, READ), Err(errno::NOTDIR));
}
