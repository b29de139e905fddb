//! A compiled pattern and the search for its matches.

use crate::backtrack::{self, Abort};
use crate::code::{Code, Encoding, UNSET};
use crate::compile::hir::Pattern;
use crate::compile::{self, emit};
use crate::error::SyntaxError;
use crate::flags::Flags;
use crate::limits::{Monitor, Stopped};
use crate::linear::{self, Linear};
use crate::source::Source;
use crate::text::{Input, Text};
use crate::{Groups, parser};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ops::Range;

/// A compiled pattern.
///
/// Programs for the two encodings, and those of the linear-time matcher, are
/// made when first needed.
#[derive(Debug)]
pub struct RegExp {
    flags: Flags,
    groups: Groups,
    pattern: Pattern,
    latin1: Programs,
    utf16: Programs,
}

#[derive(Debug, Default)]
struct Programs {
    code: OnceCell<Box<Code>>,
    /// None if the pattern has no linear-time program.
    linear: OnceCell<Option<Box<Linear>>>,
}

/// Which matcher runs: for tests, which compare them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[doc(hidden)]
pub enum Matcher {
    /// Backtracking, and linear time when that takes too long.
    #[default]
    Both,
    Backtracking,
    Linear,
}

/// What matching needs to hold: kept by the caller and used again, so that a
/// match allocates nothing. After a match it has the captures.
#[derive(Debug, Default)]
pub struct Scratch {
    backtrack: backtrack::State,
    linear: linear::State,
    slots: Vec<u32>,
    matcher: Matcher,
}

impl Scratch {
    /// Nothing held yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes it holds: what monitors have granted, and what the
    /// registers take.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.backtrack.memory() + self.linear.memory() + self.slots.capacity() * size_of::<u32>()
    }

    /// Gives all memory back but that of the captures.
    pub fn release(&mut self) {
        self.backtrack.release();
        self.linear = linear::State::default();
    }

    /// Where a group of the last match stands; the whole match is group 0.
    #[must_use]
    #[inline]
    pub fn group(&self, index: u32) -> Option<Range<usize>> {
        let slot = 2 * index as usize;
        match (self.slots.get(slot), self.slots.get(slot + 1)) {
            (Some(&start), Some(&end)) if start != UNSET && end != UNSET => {
                Some(start as usize..end as usize)
            }
            _ => None,
        }
    }

    #[doc(hidden)]
    pub fn set_matcher(&mut self, matcher: Matcher) {
        self.matcher = matcher;
    }
}

impl RegExp {
    /// Compiles a pattern.
    pub fn compile(source: Source<'_>, flags: Flags) -> Result<Self, SyntaxError> {
        let ast = parser::parse(source, flags)?;
        let pattern = compile::lower(&ast);
        Ok(Self {
            flags,
            groups: Groups {
                group_count: ast.group_count,
                names: ast.group_names,
            },
            pattern,
            latin1: Programs::default(),
            utf16: Programs::default(),
        })
    }

    /// The flags that it was compiled with.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// Its capture groups.
    #[must_use]
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Whether a match takes time linear in the text at worst. It does unless
    /// there are references or lookarounds.
    #[must_use]
    pub fn is_linear(&self) -> bool {
        self.pattern.regular
    }

    /// Finds the first match that starts at `start` or after it, or at
    /// `start` alone if the pattern is sticky. Whether there is one;
    /// [`Scratch::group`] then tells where.
    ///
    /// In Unicode mode a `start` inside a surrogate pair is taken as the
    /// pair's own.
    pub fn exec<M: Monitor + ?Sized>(
        &self,
        input: Input<'_>,
        start: usize,
        scratch: &mut Scratch,
        monitor: &mut M,
    ) -> Result<bool, Stopped> {
        let sticky = self.flags.contains(Flags::STICKY);
        self.find(input, start, sticky, scratch, monitor)
    }

    /// As [`RegExp::exec`] for a sticky pattern, whatever the flags.
    pub fn exec_at<M: Monitor + ?Sized>(
        &self,
        input: Input<'_>,
        start: usize,
        scratch: &mut Scratch,
        monitor: &mut M,
    ) -> Result<bool, Stopped> {
        self.find(input, start, true, scratch, monitor)
    }

    fn find<M: Monitor + ?Sized>(
        &self,
        input: Input<'_>,
        start: usize,
        anchored: bool,
        scratch: &mut Scratch,
        monitor: &mut M,
    ) -> Result<bool, Stopped> {
        if start > input.len() {
            return Ok(false);
        }
        // Positions are kept in 32 bits.
        if input.len() >= UNSET as usize {
            return Err(Stopped::OutOfMemory);
        }
        match input {
            Input::Latin1(text) => self.search(
                &self.latin1,
                Encoding::Latin1,
                text,
                start,
                anchored,
                scratch,
                monitor,
            ),
            Input::Utf16(text) => {
                let encoding = if self.pattern.unicode {
                    Encoding::Points
                } else {
                    Encoding::Units
                };
                self.search(
                    &self.utf16,
                    encoding,
                    text,
                    start,
                    anchored,
                    scratch,
                    monitor,
                )
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn search<T: Text, M: Monitor + ?Sized>(
        &self,
        programs: &Programs,
        encoding: Encoding,
        text: T,
        mut start: usize,
        anchored: bool,
        scratch: &mut Scratch,
        monitor: &mut M,
    ) -> Result<bool, Stopped> {
        let code = programs
            .code
            .get_or_init(|| Box::new(emit(&self.pattern, encoding)));
        let points = encoding == Encoding::Points;
        if points && !text.is_boundary(start) {
            start -= 1;
        }
        let linear_only = scratch.matcher == Matcher::Linear;
        let budgeted = self.pattern.regular && scratch.matcher != Matcher::Backtracking;
        if !linear_only {
            match self.backtrack(code, text, start, anchored, budgeted, scratch, monitor) {
                Ok(found) => return Ok(found),
                // The linear-time matcher takes less memory too.
                Err((Abort::Stopped(Stopped::OutOfMemory), reached)) if budgeted => {
                    scratch.backtrack.release();
                    start = reached;
                }
                Err((Abort::Stopped(stopped), _)) => return Err(stopped),
                Err((Abort::Budget, reached)) => start = reached,
            }
        }
        let linear = programs
            .linear
            .get_or_init(|| linear::compile(&self.pattern, encoding).map(Box::new));
        if let Some(linear) = linear {
            let Scratch {
                linear: state,
                slots,
                ..
            } = scratch;
            return linear::search(
                linear,
                &code.prefilter,
                text,
                start,
                anchored,
                state,
                slots,
                monitor,
            );
        }
        // Too large for that: backtracking has to go on, under the monitor's eye.
        match self.backtrack(code, text, start, anchored, false, scratch, monitor) {
            Ok(found) => Ok(found),
            Err((Abort::Stopped(stopped), _)) => Err(stopped),
            Err((Abort::Budget, _)) => Err(Stopped::Interrupted),
        }
    }

    /// Tries one start after the other. An abort comes with the start that it
    /// was at: those before it have no match.
    #[allow(clippy::too_many_arguments)]
    fn backtrack<T: Text, M: Monitor + ?Sized>(
        &self,
        code: &Code,
        text: T,
        start: usize,
        anchored: bool,
        budgeted: bool,
        scratch: &mut Scratch,
        monitor: &mut M,
    ) -> Result<bool, (Abort, usize)> {
        let state = &mut scratch.backtrack;
        state.begin(code, start, budgeted);
        let mut at = start;
        loop {
            if !anchored {
                match code.prefilter.next(text, at) {
                    None => return Ok(false),
                    Some(candidate) => at = candidate,
                }
                if code.encoding == Encoding::Points && !text.is_boundary(at) {
                    at += 1;
                    continue;
                }
            }
            if let Some(end) =
                backtrack::attempt(code, text, at, state, monitor).map_err(|abort| (abort, at))?
            {
                scratch.slots.clear();
                scratch
                    .slots
                    .extend_from_slice(&state.registers[..code.slot_count as usize]);
                scratch.slots[0] = at as u32;
                scratch.slots[1] = end as u32;
                return Ok(true);
            }
            if anchored || at >= text.length() {
                return Ok(false);
            }
            at += 1;
        }
    }
}
