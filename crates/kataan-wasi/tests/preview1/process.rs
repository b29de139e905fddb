use super::guest::{DATA, Guest, RESULT, call, errno};
use kataan_wasi::{HostClock, WasiCtxBuilder};
use std::time::Duration;

#[test]
fn a_guest_ends_with_a_status() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    for status in [0, 1, 42, 255, -1] {
        assert_eq!(
            guest.exit_status("proc_exit", &[status.into()]),
            Some(status)
        );
    }
    assert_eq!(call!(guest.sched_yield()), 0);
    assert_eq!(call!(guest.proc_raise(6)), errno::NOTSUP);
}

#[test]
fn clocks_go_forward() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    for clock in 0..2 {
        assert_eq!(call!(guest.clock_res_get(clock, RESULT)), 0);
        assert!(guest.u64(RESULT) > 0);
        assert_eq!(call!(guest.clock_time_get(clock, 0u64, RESULT)), 0);
        let before = guest.u64(RESULT);
        assert_eq!(call!(guest.clock_time_get(clock, 0u64, RESULT)), 0);
        assert!(guest.u64(RESULT) >= before);
    }
    assert_eq!(call!(guest.clock_time_get(4, 0u64, RESULT)), errno::INVAL);
    assert_eq!(call!(guest.clock_res_get(4, RESULT)), errno::INVAL);
}

struct Stopped(u64);

impl HostClock for Stopped {
    fn now(&self) -> Duration {
        Duration::from_nanos(self.0)
    }

    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }
}

#[test]
fn an_embedder_makes_time_and_chance() {
    let mut builder = WasiCtxBuilder::new();
    builder
        .wall_clock(Stopped(1_700_000_000_000_000_000))
        .monotonic_clock(Stopped(7))
        .secure_random(|room| room.fill(0x5a));
    let mut guest = Guest::new(&mut builder);
    assert_eq!(call!(guest.clock_time_get(0, 0u64, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 1_700_000_000_000_000_000);
    assert_eq!(call!(guest.clock_time_get(1, 0u64, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 7);
    assert_eq!(call!(guest.clock_res_get(0, RESULT)), 0);
    assert_eq!(guest.u64(RESULT), 1_000_000);
    assert_eq!(call!(guest.random_get(DATA, 20)), 0);
    assert_eq!(guest.read(DATA, 21), [&[0x5a; 20][..], &[0]].concat());
}

#[test]
fn random_bytes_differ() {
    let mut guest = Guest::new(&mut WasiCtxBuilder::new());
    assert_eq!(call!(guest.random_get(DATA, 32)), 0);
    let first = guest.read(DATA, 32);
    assert_eq!(call!(guest.random_get(DATA, 32)), 0);
    assert_ne!(guest.read(DATA, 32), first);
}
