//! Random patterns: everything that matches agrees.

mod agreement;

use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_matchers_agree(bytes in prop::collection::vec(any::<u8>(), 0..160)) {
        agreement::check(&bytes);
    }
}
