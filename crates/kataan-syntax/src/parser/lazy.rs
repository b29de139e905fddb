//! Parsing one function of a text that was parsed before: the functions within it are skipped by
//! their records.

use super::{Parsed, Parser};
use crate::ast::{Expr, ExprKind, FunctionId};
use crate::function_table::{FunctionKind, FunctionTable};
use crate::name::Name;

/// The functions directly within the one that is parsed, in order.
pub(crate) struct Lazy<'s> {
    table: &'s FunctionTable,
    children: &'s [FunctionId],
    next: usize,
}

impl<'s> Lazy<'s> {
    pub(super) fn new(table: &'s FunctionTable, parent: FunctionId) -> Self {
        Self {
            table,
            children: table.children(Some(parent)),
            next: 0,
        }
    }

    /// Where the next function starts, if it is an arrow function.
    pub(super) fn next_arrow(&self) -> u32 {
        match self.children.get(self.next).map(|&id| self.table.get(id)) {
            Some(record) if record.kind == FunctionKind::Arrow => record.span.start,
            _ => u32::MAX,
        }
    }
}

impl<'a> Parser<'_, '_, 'a> {
    /// The arrow function that is known to start at the token at hand.
    pub(super) fn known_arrow(&mut self) -> Parsed<&'a Expr<'a>> {
        let start = self.token.start;
        let id = self.known_function(start)?;
        Ok(self.expr(start, ExprKind::Function(id)))
    }

    /// Skips the next known function. `creation`: where it is created, as far as its uses of names
    /// go.
    pub(super) fn known_function(&mut self, creation: u32) -> Parsed<FunctionId> {
        let position = self.token.start;
        let Some(lazy) = &mut self.lazy else {
            return Err(self.unexpected());
        };
        let table = lazy.table;
        // The first pass saw the same functions in the same order.
        let found = lazy.children.get(lazy.next).map(|&id| (id, table.get(id)));
        let Some((id, record)) = found.filter(|(_, record)| {
            record.parameters == position
                || record.kind == FunctionKind::Arrow && record.span.start == position
        }) else {
            return Err(self.unexpected());
        };
        lazy.next += 1;
        self.next_arrow = lazy.next_arrow();
        self.lexer.position = record.span.end as usize;
        self.token.end = record.span.end;
        self.advance();
        self.absorb(record.kind, record.flags);
        for free in table.free_names(id) {
            self.analysis
                .inner_reference(free.name, creation, free.assigned);
            if free.name == Name::DIRECT_EVAL {
                // The mark that keeps the scopes around it.
                self.analysis.note_eval();
            }
        }
        Ok(id)
    }
}
