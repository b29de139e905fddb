use super::guest::{DATA, Folder, Guest, READ, RESULT, call, errno};
use kataan_wasi::{MemoryInputPipe, WasiCtxBuilder};
use kataan_wasm::TrapCode;
use std::time::{Duration, Instant};

/// Where subscriptions lie.
const SUBSCRIPTIONS: u32 = 50_000;

enum What {
    /// The clock, nanoseconds, and whether it is a moment.
    Clock(u32, u64, u16),
    Read(u32),
    Write(u32),
}

fn subscribe(guest: &mut Guest, list: &[What]) {
    for (index, what) in list.iter().enumerate() {
        let mut bytes = [0; 48];
        bytes[..8].copy_from_slice(&(index as u64 + 100).to_le_bytes());
        match what {
            What::Clock(clock, time, flags) => {
                bytes[16..20].copy_from_slice(&clock.to_le_bytes());
                bytes[24..32].copy_from_slice(&time.to_le_bytes());
                bytes[40..42].copy_from_slice(&flags.to_le_bytes());
            }
            What::Read(fd) => {
                bytes[8] = 1;
                bytes[16..20].copy_from_slice(&fd.to_le_bytes());
            }
            What::Write(fd) => {
                bytes[8] = 2;
                bytes[16..20].copy_from_slice(&fd.to_le_bytes());
            }
        }
        guest.write(SUBSCRIPTIONS + index as u32 * 48, &bytes);
    }
}

/// Of each event its subscription, error number and type.
fn poll(guest: &mut Guest, list: &[What]) -> Vec<(u64, u16, u8)> {
    subscribe(guest, list);
    let count = list.len() as u32;
    assert_eq!(
        call!(guest.poll_oneoff(SUBSCRIPTIONS, DATA, count, RESULT)),
        0
    );
    (0..guest.result())
        .map(|index| {
            let at = DATA + index * 32;
            (
                guest.u64(at) - 100,
                guest.u16(at + 8),
                guest.read(at + 10, 1)[0],
            )
        })
        .collect()
}

#[test]
fn clocks_end_a_wait() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    let start = Instant::now();
    let far = u64::MAX;
    let events = poll(
        &mut guest,
        &[What::Clock(1, far, 0), What::Clock(1, 5_000_000, 0)],
    );
    assert_eq!(events, [(1, 0, 0)]);
    assert!(start.elapsed() >= Duration::from_millis(5));
    // A moment that is past ends it at once, by either clock.
    assert_eq!(poll(&mut guest, &[What::Clock(0, 1, 1)]), [(0, 0, 0)]);
    assert_eq!(call!(guest.clock_time_get(1, 0u64, RESULT)), 0);
    let now = guest.u64(RESULT);
    assert_eq!(
        poll(&mut guest, &[What::Clock(1, now + 1000, 1)]),
        [(0, 0, 0)]
    );
    // Time of the processor does not pass while one waits.
    let notsup = errno::NOTSUP as u16;
    assert_eq!(poll(&mut guest, &[What::Clock(2, 0, 0)]), [(0, notsup, 0)]);
    assert_eq!(
        poll(&mut guest, &[What::Clock(9, 0, 0)]),
        [(0, errno::INVAL as u16, 0)]
    );
}

#[test]
fn files_and_pipes_are_ready() {
    let folder = Folder::new();
    folder.write("f", "text");
    let mut builder = folder.builder(kataan_wasi::DirPerms::READ, kataan_wasi::FilePerms::READ);
    let mut guest = Guest::new(builder.stdin(MemoryInputPipe::new("x")));
    let file = guest.open("f", 0, READ).expect("there") as u32;
    let events = poll(
        &mut guest,
        &[
            What::Read(0),
            What::Clock(1, u64::MAX, 0),
            What::Write(1),
            What::Read(file),
        ],
    );
    assert_eq!(events, [(0, 0, 1), (2, 0, 2), (3, 0, 1)]);
    assert_eq!(guest.u64(DATA + 2 * 32 + 16), 4);
}

#[test]
fn what_cannot_be_waited_for_is_told_at_once() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    let events = poll(
        &mut guest,
        &[What::Read(77), What::Write(0), What::Clock(1, u64::MAX, 0)],
    );
    assert_eq!(
        events,
        [(0, errno::BADF as u16, 1), (1, errno::NOTCAPABLE as u16, 2)]
    );
    assert_eq!(
        call!(guest.poll_oneoff(SUBSCRIPTIONS, DATA, 0, RESULT)),
        errno::INVAL
    );
    assert_eq!(
        call!(guest.poll_oneoff(SUBSCRIPTIONS, DATA, u32::MAX, RESULT)),
        errno::INVAL
    );
    guest.write(SUBSCRIPTIONS + 8, &[3]);
    assert_eq!(
        call!(guest.poll_oneoff(SUBSCRIPTIONS, DATA, 1, RESULT)),
        errno::INVAL
    );
}

#[test]
fn the_stores_deadline_ends_a_wait() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    subscribe(&mut guest, &[What::Clock(1, u64::MAX, 0)]);
    let soon = Instant::now() + Duration::from_millis(10);
    guest.store.set_deadline(Some(soon));
    let arguments = [SUBSCRIPTIONS.into(), DATA.into(), 1.into(), RESULT.into()];
    let error = guest.try_call("poll_oneoff", &arguments).expect_err("ends");
    assert_eq!(error.trap_code(), Some(TrapCode::Deadline));
}

#[test]
fn another_thread_ends_a_wait() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    subscribe(&mut guest, &[What::Clock(1, u64::MAX, 0)]);
    let arguments = [SUBSCRIPTIONS.into(), DATA.into(), 1.into(), RESULT.into()];
    let handle = guest.store.interrupt_handle();
    let error = ended_by(
        || handle.interrupt(),
        || guest.try_call("poll_oneoff", &arguments).expect_err("ends"),
    );
    assert_eq!(error.trap_code(), Some(TrapCode::Interrupt));
    let engine = guest.store.engine().clone();
    guest.store.set_epoch_deadline(1);
    let error = ended_by(
        || engine.increment_epoch(),
        || guest.try_call("poll_oneoff", &arguments).expect_err("ends"),
    );
    assert_eq!(error.trap_code(), Some(TrapCode::Interrupt));
}

/// Waits here, and lets another thread end that.
pub(crate) fn ended_by<R>(end: impl FnOnce() + Send, wait: impl FnOnce() -> R) -> R {
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(5));
            end();
        });
        wait()
    })
}
