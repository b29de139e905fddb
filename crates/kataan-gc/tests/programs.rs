//! Random programs of heap operations, compared with a model.

mod model;

use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn heap_and_model_agree(program in proptest::collection::vec(any::<u8>(), 0..1500)) {
        model::run(&program);
    }
}

#[test]
fn long_programs() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for mode in 0..8 {
        let mut program = vec![mode];
        program.extend((0..5_000).map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        }));
        model::run(&program);
    }
}
