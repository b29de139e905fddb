//! The declarations: [`cell!`], [`cell_part!`] and [`kinds!`].
//!
//! Each macro carries its own scoped allowance for `unsafe`: whoever declares a cell writes none.
//!
//! # Invariants
//! What the macros generate upholds the contracts of the traits in `cell` and `field`: descriptors list
//! each member at its offset, and an initialiser writes every byte of a cell before anyone reads it.

/// Declares a cell type; the recipe is in `docs/heap.md`.
///
/// ```
/// use kataan_gc::{Field, Nullable, Plain, Slot, cell};
///
/// cell! {
///     /// A pair in a list.
///     pub struct Pair {
///         pub next: Nullable<Pair>,
///         pub count: Plain<u32>,
///         pub head: Slot,
///     }
/// }
///
/// cell! {
///     /// An object; `as Object` says that values of that tag refer to it.
///     pub struct Thing as Object {
///         pub shape: Field<Pair>,
///     }
///     tail pub slots: [Slot; small] open;
/// }
///
/// cell! {
///     /// A thing with more members: a `Gc<Counter>` is a `Gc<Thing>` by `upcast`.
///     pub struct Counter: Thing {
///         pub count: Plain<u64>,
///     }
/// }
///
/// cell! {
///     /// An array; its length takes the header's word.
///     pub struct List {}
///     tail pub items: [Slot; word];
/// }
/// ```
#[macro_export]
macro_rules! cell {
    // A type with a tail.
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident $(as $Tag:ident)? {
            $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
        }
        tail $(#[$tmeta:meta])* $tvis:vis $tail:ident : [$Element:ty; $count:ident] $($open:ident)? ;
    ) => {
        $crate::cell!(@struct $count [$(#[$meta])*] $vis $Name { $( $(#[$fmeta])* $fvis $field : $type, )* });
        $crate::cell!(@type $vis, $Name [$($Tag)?] [$($open)?] [$($field : $type,)*] [$tail : $Element; $count] [] ['a]);
        $crate::cell!(@resize $count $tvis $Name $Element);
        $crate::__private::paste! {
            #[doc = "First contents of a [`" $Name "`]."]
            #[allow(missing_docs)]
            $vis struct [<$Name Init>]<'a> {
                $( $fvis $field : <$type as $crate::FieldType>::Init, )*
                $tvis $tail : $crate::TailInit<'a, <$Element as $crate::FieldType>::Init>,
            }

            #[allow(unsafe_code)]
            // SAFETY: each member of the declaration is initialised, and the tail.
            unsafe impl<'a> $crate::CellInit for [<$Name Init>]<'a> {
                type Cell = $Name;
                #[inline(always)]
                fn tail_length(&self) -> usize {
                    self.$tail.length()
                }
                #[inline(always)]
                unsafe fn write(self, cell: *mut u8, tail: *mut u8) {
                    // SAFETY: the caller gives memory of this layout.
                    unsafe {
                        let _ = cell;
                        $( <$type as $crate::FieldType>::initialize(
                            cell.add(::core::mem::offset_of!($Name, $field)).cast(), self.$field); )*
                        self.$tail.write::<$Element>(tail.cast());
                    }
                }
            }
        }
        impl $Name {
            $(#[$tmeta])*
            #[doc = "The elements of the tail."]
            #[inline(always)]
            #[allow(unsafe_code)]
            $tvis fn $tail(&self) -> &[$Element] {
                let cell = (&raw const *self).cast::<u8>();
                // SAFETY: a value of this type exists only at the start of a cell, whose tail of
                // the recorded length follows the members; elements have interior mutability.
                unsafe {
                    let length = $crate::cell!(@length $count cell);
                    let start = $crate::cell!(@start [$($open)?] $Name cell);
                    ::core::slice::from_raw_parts(start.cast::<$Element>(), length)
                }
            }
        }
    };
    (@resize small $vis:vis $Name:ident $Element:ty) => {};
    (@resize word $vis:vis $Name:ident $Element:ty) => {
        #[allow(dead_code, unsafe_code)]
        impl $Name {
            /// Lengthens the tail where the cell stands, filling it up; false if there is no room.
            $vis fn grow_in_place(
                cell: $crate::Gc<$Name>,
                heap: &mut $crate::Heap,
                length: usize,
                fill: <$Element as $crate::FieldType>::Init,
            ) -> bool
            where
                <$Element as $crate::FieldType>::Init: Copy,
            {
                // SAFETY: this type counts its tail, of these elements, in the word.
                unsafe {
                    $crate::__private::grow_word_tail::<$Name, $Element>(cell, heap, length, fill)
                }
            }

            /// Shortens the tail to `length` elements, if it is longer.
            $vis fn shrink(&self, length: usize) {
                // SAFETY: this type counts its tail in the word.
                unsafe { $crate::__private::shrink_word_tail((&raw const *self).cast(), length) }
            }
        }
    };
    // A type that extends another without a tail, with a tail whose length follows the base.
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident : $Base:ident {
            $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
        }
        tail $(#[$tmeta:meta])* $tvis:vis $tail:ident : [$Element:ty; long];
    ) => {
        $(#[$meta])*
        #[repr(C, align(8))]
        $vis struct $Name {
            __base: $Base,
            __length: $crate::__private::TailLength,
            $( $(#[$fmeta])* $fvis $field : $type, )*
        }
        $crate::cell!(@type $vis, $Name [inherit $Base] [] [$($field : $type,)*] [$tail : $Element; long] [$Base] ['a]);
        $crate::cell!(@extend [$vis] $Name $Base [$($fvis $field : $type,)*]
            [$tvis $tail: $crate::TailInit<'a, <$Element as $crate::FieldType>::Init>]
            |init, cell, start| init.write::<$Element>(start.cast()));
        impl $Name {
            $(#[$tmeta])*
            #[doc = "The elements of the tail."]
            #[inline(always)]
            #[allow(unsafe_code)]
            $tvis fn $tail(&self) -> &[$Element] {
                let cell = (&raw const *self).cast::<u8>();
                // SAFETY: a value of this type exists only at the start of a cell, whose tail of
                // the recorded length follows the members; elements have interior mutability.
                unsafe {
                    let length = $crate::__private::word_count(cell.add(4));
                    let start = cell.add(::core::mem::size_of::<$Name>());
                    ::core::slice::from_raw_parts(start.cast::<$Element>(), length)
                }
            }
        }
    };
    // A type that extends another without a tail, with a record.
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident : $Base:ident {
            $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
        }
        tail $(#[$tmeta:meta])* $tvis:vis record;
    ) => {
        $(#[$meta])*
        #[repr(C, align(8))]
        $vis struct $Name {
            __base: $Base,
            $( $(#[$fmeta])* $fvis $field : $type, )*
        }
        $crate::cell!(@type $vis, $Name [inherit $Base] [] [$($field : $type,)*] [record] [$Base] ['a]);
        $crate::cell!(@extend [$vis] $Name $Base [$($fvis $field : $type,)*]
            [$tvis record: $crate::RecordInit]
            |init, cell, start| init.write(cell, start));
        #[allow(dead_code, unsafe_code)]
        impl $Name {
            $(#[$tmeta])*
            #[doc = "The values of the record."]
            #[inline(always)]
            $tvis fn values(&self) -> &[$crate::Slot] {
                // SAFETY: a value of this type exists only at the start of a cell, whose record
                // follows the members.
                unsafe {
                    $crate::__private::record_values(
                        (&raw const *self).cast(), ::core::mem::size_of::<$Name>())
                }
            }

            #[doc = "The data of the record, in whole words."]
            #[inline(always)]
            $tvis fn data(&self) -> &[$crate::Plain<u8>] {
                // SAFETY: as above.
                unsafe {
                    $crate::__private::record_data(
                        (&raw const *self).cast(), ::core::mem::size_of::<$Name>())
                }
            }
        }
    };
    // A type that extends another.
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident : $Base:ident $($open:ident)? {
            $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[repr(C, align(8))]
        $vis struct $Name {
            __base: $Base,
            $( $(#[$fmeta])* $fvis $field : $type, )*
        }
        $crate::cell!(@type $vis, $Name [inherit $Base] [$($open)?] [$($field : $type,)*] [] [$Base] ['a]);
        const _: () = assert!(
            <$Base as $crate::CellType>::OPEN,
            "a type that others extend is declared `open`"
        );
        $crate::__private::paste! {
            #[doc = "First contents of a [`" $Name "`]."]
            #[allow(missing_docs)]
            $vis struct [<$Name Init>]<'a> {
                $vis base: <$Base as $crate::CellType>::Init<'a>,
                $( $fvis $field : <$type as $crate::FieldType>::Init, )*
            }

            #[allow(unsafe_code)]
            // SAFETY: the base initialises its members and tail, and each other member follows.
            unsafe impl<'a> $crate::CellInit for [<$Name Init>]<'a> {
                type Cell = $Name;
                #[inline(always)]
                fn tail_length(&self) -> usize {
                    $crate::CellInit::tail_length(&self.base)
                }
                #[inline(always)]
                unsafe fn write(self, cell: *mut u8, tail: *mut u8) {
                    // SAFETY: the caller gives memory of this layout.
                    unsafe {
                        $crate::CellInit::write(self.base, cell, tail);
                        $( <$type as $crate::FieldType>::initialize(
                            cell.add(::core::mem::offset_of!($Name, $field)).cast(), self.$field); )*
                    }
                }
            }
        }
        #[allow(unsafe_code)]
        // SAFETY: the base is the first member of a `repr(C)` struct.
        unsafe impl $crate::Extends<$Base> for $Name {}
        impl ::core::ops::Deref for $Name {
            type Target = $Base;
            #[inline(always)]
            fn deref(&self) -> &$Base {
                &self.__base
            }
        }
    };
    // A type of fixed size.
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident $(as $Tag:ident)? $(, $open:ident)? {
            $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
        }
    ) => {
        $crate::cell!(@struct none [$(#[$meta])*] $vis $Name { $( $(#[$fmeta])* $fvis $field : $type, )* });
        $crate::cell!(@type $vis, $Name [$($Tag)?] [$($open)?] [$($field : $type,)*] [] [] []);
        $crate::__private::paste! {
            #[doc = "First contents of a [`" $Name "`]."]
            #[allow(missing_docs)]
            $vis struct [<$Name Init>] {
                $( $fvis $field : <$type as $crate::FieldType>::Init, )*
            }

            #[allow(unsafe_code)]
            // SAFETY: each member of the declaration is initialised.
            unsafe impl $crate::CellInit for [<$Name Init>] {
                type Cell = $Name;
                #[inline(always)]
                fn tail_length(&self) -> usize {
                    0
                }
                #[inline(always)]
                unsafe fn write(self, cell: *mut u8, _: *mut u8) {
                    // SAFETY: the caller gives memory of this layout.
                    unsafe {
                        let _ = cell;
                        $( <$type as $crate::FieldType>::initialize(
                            cell.add(::core::mem::offset_of!($Name, $field)).cast(), self.$field); )*
                    }
                }
            }
        }
    };

    // What a type with a tail of its own shares with every type that extends another.
    (@extend [$vis:vis] $Name:ident $Base:ident [$($fvis:vis $field:ident : $type:ty,)*]
        [$tvis:vis $tail:ident : $TailInit:ty] |$init:ident, $cell:ident, $start:ident| $write:expr) => {
        const _: () = assert!(
            <$Base as $crate::CellType>::OPEN
                && <$Base as $crate::CellType>::DESCRIPTOR.any_tail().is_none()
                && ::core::mem::size_of::<$Base>() == 8,
            "a type that others extend with a tail is declared `open`, and is a header and a word"
        );
        $crate::__private::paste! {
            #[doc = "First contents of a [`" $Name "`]."]
            #[allow(missing_docs)]
            $vis struct [<$Name Init>]<'a> {
                $vis base: <$Base as $crate::CellType>::Init<'a>,
                $( $fvis $field : <$type as $crate::FieldType>::Init, )*
                $tvis $tail: $TailInit,
            }

            #[allow(unsafe_code)]
            // SAFETY: the base initialises its members, and each other member follows, and the tail.
            unsafe impl<'a> $crate::CellInit for [<$Name Init>]<'a> {
                type Cell = $Name;
                #[inline(always)]
                fn tail_length(&self) -> usize {
                    self.$tail.length()
                }
                #[inline(always)]
                unsafe fn write(self, $cell: *mut u8, $start: *mut u8) {
                    // SAFETY: the caller gives memory of this layout.
                    unsafe {
                        $crate::CellInit::write(self.base, $cell, $start);
                        $( <$type as $crate::FieldType>::initialize(
                            $cell.add(::core::mem::offset_of!($Name, $field)).cast(), self.$field); )*
                        let $init = self.$tail;
                        $write
                    }
                }
            }
        }
        #[allow(unsafe_code)]
        // SAFETY: the base is the first member of a `repr(C)` struct.
        unsafe impl $crate::Extends<$Base> for $Name {}
        impl ::core::ops::Deref for $Name {
            type Target = $Base;
            #[inline(always)]
            fn deref(&self) -> &$Base {
                &self.__base
            }
        }
    };

    (@struct word [$($meta:tt)*] $vis:vis $Name:ident { $($body:tt)* }) => {
        $($meta)*
        #[repr(C, align(8))]
        $vis struct $Name { __header: $crate::Header, __length: $crate::__private::TailLength, $($body)* }
    };
    (@struct $count:ident [$($meta:tt)*] $vis:vis $Name:ident { $($body:tt)* }) => {
        $($meta)*
        #[repr(C, align(8))]
        $vis struct $Name { __header: $crate::Header, $($body)* }
    };

    (@length word $cell:ident) => { $crate::__private::word_count($cell) };
    (@length small $cell:ident) => { $crate::__private::small_count($cell) };
    (@start [] $Name:ident $cell:ident) => { $cell.add(::core::mem::size_of::<$Name>()) };
    (@start [open] $Name:ident $cell:ident) => { $crate::__private::open_tail($cell) };

    (@tag) => { None };
    (@tag inherit $Base:ident) => { <$Base as $crate::CellType>::TAG };
    (@tag $Tag:ident) => { Some($crate::Tag::$Tag) };
    (@open) => { false };
    (@open open) => { true };
    (@tail) => { None };
    (@tail $tail:ident : $Element:ty; word) => { $crate::cell!(@tail $tail $Element, Word) };
    (@tail $tail:ident : $Element:ty; small) => { $crate::cell!(@tail $tail $Element, Small) };
    (@tail $tail:ident : $Element:ty; long) => { $crate::cell!(@tail $tail $Element, Long) };
    (@tail record) => { $crate::cell!(@tail record $crate::Slot, Record) };
    (@tail $tail:ident $Element:ty, $Count:ident) => {
        Some($crate::TailDescriptor {
            name: stringify!($tail),
            count: $crate::TailCount::$Count,
            stride: ::core::mem::size_of::<$Element>(),
            parts: <$Element as $crate::FieldType>::PARTS,
        })
    };
    (@base) => { None };
    (@base $Base:ident) => { Some(<$Base as $crate::CellType>::DESCRIPTOR) };

    (@type $vis:vis, $Name:ident [$($tag:tt)*] [$($open:tt)*] [$($field:ident : $type:ty,)*] [$($tail:tt)*] [$($base:tt)*] [$($life:lifetime)?]) => {
        const _: () = assert!(::core::mem::size_of::<$Name>() < 1 << 15, "a cell too large for its kind");
        $crate::__private::paste! {
            #[allow(unsafe_code)]
            // SAFETY: the descriptor is made of the offsets and parts of the declared members.
            unsafe impl $crate::CellType for $Name {
                const NAME: &'static str = stringify!($Name);
                const TAG: Option<$crate::Tag> = $crate::cell!(@tag $($tag)*);
                const OPEN: bool = $crate::cell!(@open $($open)*);
                const DESCRIPTOR: &'static $crate::CellDescriptor = &$crate::CellDescriptor {
                    name: stringify!($Name),
                    module: module_path!(),
                    size: ::core::mem::size_of::<$Name>(),
                    fields: &[$(
                        $crate::FieldDescriptor {
                            name: stringify!($field),
                            offset: ::core::mem::offset_of!($Name, $field),
                            count: <$type as $crate::FieldType>::COUNT,
                            stride: <$type as $crate::FieldType>::STRIDE,
                            parts: <$type as $crate::FieldType>::PARTS,
                        },
                    )*],
                    tail: $crate::cell!(@tail $($tail)*),
                    base: $crate::cell!(@base $($base)*),
                    tag: <$Name as $crate::CellType>::TAG,
                    open: <$Name as $crate::CellType>::OPEN,
                };
                type Init<'a> = [<$Name Init>] $(<$life>)?;
            }
        }
        impl $Name {
            /// The cell's header.
            #[inline(always)]
            #[allow(unsafe_code, dead_code)]
            $vis fn header(&self) -> &$crate::Header {
                // SAFETY: every cell starts with its header.
                unsafe { &*(&raw const *self).cast::<$crate::Header>() }
            }
        }
    };
}

/// Declares a group of members, for the elements of a tail or to be embedded in cells.
///
/// ```
/// use kataan_gc::{Plain, Slot, cell, cell_part};
///
/// cell_part! {
///     /// A key and its value.
///     pub struct Entry {
///         pub key: Slot,
///         pub value: Slot,
///         pub hash: Plain<u64>,
///     }
/// }
///
/// cell! {
///     /// Entries.
///     pub struct Entries {}
///     tail pub entries: [Entry; word];
/// }
/// ```
#[macro_export]
macro_rules! cell_part {
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident {
            $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[repr(C)]
        $vis struct $Name {
            $( $(#[$fmeta])* $fvis $field : $type, )*
        }
        $crate::__private::paste! {
            #[doc = "First contents of a [`" $Name "`]."]
            #[allow(missing_docs)]
            #[derive(Clone, Copy)]
            $vis struct [<$Name Init>] {
                $( $fvis $field : <$type as $crate::FieldType>::Init, )*
            }

            #[allow(unsafe_code)]
            // SAFETY: the parts are those of the members, at their offsets; all are initialised.
            unsafe impl $crate::FieldType for $Name {
                type Init = [<$Name Init>];
                const PARTS: &'static [$crate::Part] = {
                    const COUNT: usize = 0 $( + <$type as $crate::FieldType>::PARTS.len()
                        * <$type as $crate::FieldType>::COUNT )*;
                    const PARTS: [$crate::Part; COUNT] = $crate::__private::gather(&[
                        $( (
                            ::core::mem::offset_of!($Name, $field),
                            <$type as $crate::FieldType>::COUNT,
                            <$type as $crate::FieldType>::STRIDE,
                            <$type as $crate::FieldType>::PARTS,
                        ), )*
                    ]);
                    &PARTS
                };
                #[inline(always)]
                unsafe fn initialize(place: *mut $Name, init: [<$Name Init>]) {
                    // SAFETY: `place` is memory for this layout (contract of the trait).
                    unsafe {
                        $( <$type as $crate::FieldType>::initialize(
                            &raw mut (*place).$field, init.$field); )*
                    }
                }
            }
        }
    };
}

/// Gives the cell types of a crate their ids, in order, and lists them in a table.
///
/// ```
/// use kataan_gc::{Heap, HeapOptions, Plain, cell, kinds};
///
/// cell! {
///     /// A number on the heap.
///     pub struct Number { pub number: Plain<f64> }
/// }
///
/// kinds! {
///     /// Kinds of this example.
///     pub static EXAMPLE_KINDS: 200..210 = [Number];
/// }
///
/// let mut heap = Heap::new(HeapOptions::default(), &[&EXAMPLE_KINDS])?;
/// let number = heap.allocate(NumberInit { number: 1.5 })?;
/// assert_eq!(number.number.get(), 1.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! kinds {
    (
        $(#[$meta:meta])*
        $vis:vis static $TABLE:ident : $first:literal .. $end:literal = [ $($Name:ident),* $(,)? ];
    ) => {
        $(#[$meta])*
        $vis static $TABLE: $crate::KindTable = $crate::KindTable {
            name: stringify!($TABLE),
            first: $first,
            end: $end,
            cells: &[ $( <$Name as $crate::CellType>::DESCRIPTOR, )* ],
        };
        const _: () = {
            #[repr(u8)]
            enum Index { $($Name,)* }
            $(
                #[allow(unsafe_code)]
                // SAFETY: the id is the type's place in the table above.
                unsafe impl $crate::Kinded for $Name {
                    const KIND: u8 = $first + Index::$Name as u8;
                }
            )*
        };
        const _: () = assert!($TABLE.first as usize + $TABLE.cells.len() <= $end);
    };
}
