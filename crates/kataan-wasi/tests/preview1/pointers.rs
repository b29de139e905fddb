//! Addresses of the guest are checked: none reaches outside its memory.

use super::guest::{Argument, DATA, Folder, Guest, READ, RESULT, ROOT, WRITE, call, errno};
use kataan_wasi::FUNCTIONS;

/// The size of the guest's memory.
const END: u32 = 2 << 16;

#[test]
fn results_outside_the_memory_are_a_fault() {
    let folder = Folder::new();
    folder.write("f", "text");
    let mut guest = Guest::in_folder(&folder);
    let file = guest.open("f", 0, READ | WRITE).expect("there");
    for address in [END - 3, END, u32::MAX - 3, u32::MAX] {
        assert_eq!(call!(guest.args_sizes_get(RESULT, address)), errno::FAULT);
        assert_eq!(call!(guest.clock_time_get(0, 0u64, address)), errno::FAULT);
        assert_eq!(call!(guest.fd_fdstat_get(file, address)), errno::FAULT);
        assert_eq!(call!(guest.fd_filestat_get(file, address)), errno::FAULT);
        assert_eq!(call!(guest.fd_tell(file, address)), errno::FAULT);
        assert_eq!(call!(guest.random_get(address, 4)), errno::FAULT);
        assert_eq!(call!(guest.fd_read(file, address, 1, RESULT)), errno::FAULT);
        assert_eq!(
            call!(guest.path_open(ROOT, 0, "f", 0, READ, READ, 0, address)),
            errno::FAULT
        );
        assert_eq!(
            call!(guest.path_open(ROOT, 0, address, 4, 0, READ, READ, 0, RESULT)),
            errno::FAULT
        );
        assert_eq!(
            call!(guest.poll_oneoff(address, DATA, 1, RESULT)),
            errno::FAULT
        );
        assert_eq!(
            call!(guest.poll_oneoff(DATA, address, 1, RESULT)),
            errno::FAULT
        );
        assert_eq!(
            call!(guest.fd_readdir(ROOT, address, 100, 0u64, RESULT)),
            errno::FAULT
        );
    }
    // The last bytes are inside.
    assert_eq!(call!(guest.random_get(END - 4, 4)), 0);
    assert_eq!(call!(guest.random_get(END, 0)), 0);
}

#[test]
fn buffers_outside_the_memory_are_a_fault() {
    let folder = Folder::new();
    folder.write("f", "text");
    let mut guest = Guest::in_folder(&folder);
    let file = guest.open("f", 0, READ | WRITE).expect("there");
    let list = guest.buffers(&[4]);
    for (address, length) in [(END - 2, 4), (DATA, u32::MAX), (u32::MAX, 1), (0, END + 1)] {
        guest.write(list, &address.to_le_bytes());
        guest.write(list + 4, &length.to_le_bytes());
        assert_eq!(call!(guest.fd_read(file, list, 1, RESULT)), errno::FAULT);
        assert_eq!(call!(guest.fd_write(file, list, 1, RESULT)), errno::FAULT);
        assert_eq!(
            call!(guest.fd_pread(file, list, 1, 0u64, RESULT)),
            errno::FAULT
        );
        assert_eq!(
            call!(guest.fd_pwrite(file, list, 1, 0u64, RESULT)),
            errno::FAULT
        );
    }
    assert_eq!(
        call!(guest.fd_read(file, list, u32::MAX, RESULT)),
        errno::INVAL
    );
    assert_eq!(folder.text("f"), "text");
}

#[test]
fn no_arguments_end_the_host() {
    let folder = Folder::new();
    folder.write("f", "text");
    // Zero, ones, edges of the memory and of types, as every argument of every function.
    let values = [
        0,
        1,
        3,
        4,
        0xffff,
        u64::from(END) - 1,
        u64::from(END),
        u64::from(u32::MAX),
        u64::MAX,
    ];
    for function in FUNCTIONS
        .iter()
        .filter(|function| function.name != "proc_exit")
    {
        let mut guest = Guest::in_folder(&folder);
        // A deadline, since some ask to wait for long.
        guest.store.set_deadline(Some(std::time::Instant::now()));
        for (round, value) in values.iter().enumerate() {
            for other in values {
                let _ = guest.open("f", 0, READ | WRITE);
                let arguments: Vec<Argument<'_>> = (0..function.params.len())
                    .map(|index| {
                        let takes_value = index % 3 == round % 3;
                        Argument::Number(if takes_value { *value } else { other })
                    })
                    .collect();
                let _ = guest.try_call(function.name, &arguments);
            }
        }
    }
}
