//! Beginning and ending functions: their context, and the records that the first pass keeps.

use super::functions::{Facts, FunctionHead};
use super::state::FunctionState;
use super::{Context, Parsed, State};
use crate::ast::FunctionId;
use crate::diagnostic::ErrorCode;
use crate::function_table::{FreeName, FunctionFlags, FunctionKind, FunctionRecord, PoolRange};
use crate::name::Name;
use crate::scope::{BindingKind, Conflict, Mark, ScopeFlags};
use crate::span::Span;

impl State<'_> {
    /// What the grammar allows in a new function.
    pub(super) fn function_context(&self, kind: FunctionKind, flags: FunctionFlags) -> Context {
        let outer = self.function.context;
        let inherited = match kind {
            FunctionKind::Arrow => outer.and(Context::FOR_ARROWS),
            _ => outer
                .and(Context::STRICT.with(Context::MODULE))
                .with(Context::NEW_TARGET),
        };
        inherited
            .with(Context::RETURN)
            .with_if(flags.has(FunctionFlags::ASYNC), Context::ASYNC)
            .with_if(flags.has(FunctionFlags::GENERATOR), Context::GENERATOR)
            .with_if(kind.is_method(), Context::SUPER_PROPERTY)
            .with_if(
                kind == FunctionKind::DerivedConstructor,
                Context::SUPER_CALL,
            )
    }

    /// Begins a function; gives the state of the one around.
    pub(super) fn enter_function(&mut self, context: Context) -> FunctionState {
        let state = FunctionState {
            context,
            flags: FunctionFlags::NONE,
            labels: self.labels.len(),
            loops: 0,
            breakable: 0,
            last_await: 0,
            last_await_name: 0,
            last_yield: 0,
            var_scope: 0,
            duplicate: None,
        };
        core::mem::replace(&mut self.function, state)
    }

    /// What a function's facts say of the function around it.
    pub(super) fn absorb(&mut self, kind: FunctionKind, flags: FunctionFlags) {
        let outer = &mut self.function.flags;
        if flags.has_any(FunctionFlags::DIRECT_EVAL.with(FunctionFlags::INNER_DIRECT_EVAL)) {
            outer.insert(FunctionFlags::INNER_DIRECT_EVAL);
        }
        if kind == FunctionKind::Arrow {
            let uses = flags.and(FunctionFlags::THROUGH_ARROWS);
            // The bit after each use says that it is captured.
            outer.insert(uses.with(FunctionFlags::from_bits(uses.bits() << 1)));
            outer.insert(flags.and(FunctionFlags::MENTIONS_ARGUMENTS));
        }
    }

    /// Declares a parameter's name.
    pub(crate) fn declare_parameter(&mut self, name: Name, position: u32) -> Parsed<()> {
        match self
            .analysis
            .declare(name, BindingKind::Parameter, position)
        {
            Ok(false) => {}
            Ok(true) => {
                self.function
                    .flags
                    .insert(FunctionFlags::DUPLICATE_PARAMETERS);
                let first = self.analysis.current_bindings().find(|&(it, _)| it == name);
                let previous = first.map_or(position, |(_, position)| position);
                let conflict = Conflict {
                    name,
                    position,
                    previous,
                };
                self.function.duplicate = self.function.duplicate.or(Some(conflict));
            }
            Err(conflict) => return Err(self.fail_conflict(ErrorCode::Redeclared, conflict)),
        }
        Ok(())
    }

    /// Flags of a scope that opens here.
    #[inline]
    pub(super) fn scope_flags(&self) -> ScopeFlags {
        ScopeFlags::NONE.with_if(self.strict(), ScopeFlags::STRICT)
    }

    /// Ends a function: makes its record.
    pub(super) fn finish_function(
        &mut self,
        head: &FunctionHead,
        outer: FunctionState,
        mark: Mark,
        pending: usize,
        facts: Facts,
    ) -> FunctionId {
        let inner = core::mem::replace(&mut self.function, outer);
        let strict = inner.context.has(Context::STRICT);
        let flags = inner
            .flags
            .with(head.flags)
            .with_if(strict, FunctionFlags::STRICT);
        self.analysis.forget(mark);
        self.absorb(head.kind, flags);
        let id = FunctionId(self.table.records.len() as u32);
        let children = self.adopt(pending, Some(id));
        self.pending.push(id);
        let free_start = self.table.free.len() as u32;
        let references = &self.analysis.references[mark.references as usize..];
        self.table
            .free
            .extend(references.iter().map(|reference| FreeName {
                name: reference.name,
                assigned: reference.assigned,
            }));
        let free = PoolRange {
            start: free_start,
            end: self.table.free.len() as u32,
        };
        self.table.records.push(FunctionRecord {
            span: Span::new(head.start, self.previous_end),
            parameters: facts.parameters,
            body: facts.body,
            name: head.name.map(|(name, _)| name),
            length: facts.length,
            kind: head.kind,
            flags,
            parent: None,
            children,
            free,
        });
        id
    }

    /// Makes the functions that are pending since `start` children of `parent`.
    pub(super) fn adopt(&mut self, start: usize, parent: Option<FunctionId>) -> PoolRange {
        let children = &mut self.pending[start..];
        let records = &mut self.table.records;
        // An arrow function is complete after those in its parameters, but they are not here.
        if !children.is_sorted_by_key(|id| records[id.0 as usize].parameters) {
            children.sort_by_key(|id| records[id.0 as usize].parameters);
        }
        for child in children.iter() {
            records[child.0 as usize].parent = parent;
        }
        let first = self.table.children.len() as u32;
        self.table.children.extend_from_slice(children);
        self.pending.truncate(start);
        PoolRange {
            start: first,
            end: self.table.children.len() as u32,
        }
    }
}
