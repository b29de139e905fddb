//! The sort of lists: against std's, on inputs of many shapes.

use kataan_gc::{Heap, HeapOptions, OutOfMemory, RootedList, Value, enter, sort_list};

fn heap() -> Heap {
    Heap::new(HeapOptions::default(), &[]).expect("a heap")
}

/// A key in the upper bits, the place in the input in the lower.
fn list_of(heap: &mut Heap, keys: &[u32]) -> RootedList {
    let list = heap.new_list().expect("memory");
    for (index, key) in keys.iter().enumerate() {
        let number = f64::from(*key) * 65536.0 + index as f64;
        list.push(heap, Value::from_number(number)).expect("memory");
    }
    list
}

fn numbers(list: RootedList) -> Vec<u64> {
    list.iter()
        .map(|value| value.as_number().expect("a number") as u64)
        .collect()
}

fn key(value: Value) -> u64 {
    value.as_number().expect("a number") as u64 >> 16
}

/// Keys of many shapes: random, few different ones, rising and falling stretches, sawteeth.
fn shapes(length: usize) -> Vec<Vec<u32>> {
    let mut state = length as u32 + 1;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let index = |at: usize| at as u32;
    let middle = length / 2;
    vec![
        (0..length).map(|_| random()).collect(),
        (0..length).map(|_| random() % 4).collect(),
        (0..length).map(index).collect(),
        (0..length).rev().map(index).collect(),
        (0..length).map(|at| index(at % 37)).collect(),
        (0..length).map(|at| index(at % 97) ^ 64).collect(),
        (0..length)
            .map(|at| index(if at < middle { at } else { at - middle }))
            .collect(),
        (0..length)
            .map(|at| index(if at < middle { at + length } else { at }))
            .collect(),
        (0..length)
            .map(|at| {
                if at % 50 == 0 {
                    random()
                } else {
                    index(at) << 8
                }
            })
            .collect(),
        (0..length).map(|_| 7).collect(),
    ]
}

#[test]
fn lists_are_sorted_as_std_sorts() {
    enter(&mut heap(), |heap| {
        for length in [0, 1, 2, 3, 31, 32, 63, 64, 65, 127, 500, 1000, 3001] {
            for keys in shapes(length) {
                let list = list_of(heap, &keys);
                let mut expected = numbers(list);
                expected.sort_by_key(|number| number >> 16);
                sort_list(heap, list, |_, left, right| {
                    Ok::<_, OutOfMemory>(key(left) < key(right))
                })
                .expect("no comparison fails");
                assert_eq!(numbers(list), expected, "{keys:?}");
            }
        }
    });
}

#[test]
fn values_in_order_take_one_comparison_each() {
    enter(&mut heap(), |heap| {
        for keys in [(0..1000).collect::<Vec<_>>(), (0..1000).rev().collect()] {
            let list = list_of(heap, &keys);
            let mut count = 0;
            sort_list(heap, list, |_, left, right| {
                count += 1;
                Ok::<_, OutOfMemory>(key(left) < key(right))
            })
            .expect("no comparison fails");
            assert_eq!(count, 999);
        }
    });
}

#[test]
fn no_value_is_lost_whatever_the_comparison_does() {
    enter(&mut heap(), |heap| {
        for length in [5, 64, 300, 1500] {
            for keys in shapes(length) {
                let mut state = 1_u32;
                let inconsistent = list_of(heap, &keys);
                let mut expected = numbers(inconsistent);
                expected.sort_unstable();
                sort_list(heap, inconsistent, |_, _, _| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    Ok::<_, OutOfMemory>(state >> 28 < 11)
                })
                .expect("no comparison fails");
                let failing = list_of(heap, &keys);
                let mut left_to_do = length * 3;
                let outcome: Result<(), OutOfMemory> =
                    sort_list(heap, failing, |_, left, right| {
                        left_to_do = left_to_do.checked_sub(1).ok_or(OutOfMemory)?;
                        Ok(key(left) < key(right))
                    });
                assert!(outcome.is_ok() || left_to_do == 0);
                for list in [inconsistent, failing] {
                    let mut found = numbers(list);
                    found.sort_unstable();
                    assert_eq!(found, expected, "{keys:?}");
                }
            }
        }
    });
}
