//! [Private names must be declared](https://tc39.es/ecma262/#sec-static-semantics-allprivateidentifiersvalid)
//! in a class around their use.

use crate::diagnostic::ErrorCode;
use crate::name::Name;
use crate::parser::{Parsed, PrivateUse, State};
use crate::span::Span;

impl State<'_> {
    /// Notes a use of a private name.
    pub(crate) fn use_private_name(&mut self, name: Name, span: Span) -> Parsed<()> {
        self.analysis.reference(name, span.start);
        // A known function was checked before.
        if self.lazy.is_some() {
            return Ok(());
        }
        if self.class_depth == 0 {
            return self.check_outer_private_name(PrivateUse { name, span });
        }
        self.private_uses.push(PrivateUse { name, span });
        Ok(())
    }

    /// Ends a class, whose scope is innermost: names used since `start` that it does not declare
    /// are left to the class around.
    pub(crate) fn resolve_private_names(&mut self, start: usize) -> Parsed<()> {
        let mut kept = start;
        for index in start..self.private_uses.len() {
            let used = self.private_uses[index];
            if self.analysis.declares(used.name) {
                continue;
            }
            if self.class_depth == 0 {
                self.check_outer_private_name(used)?;
                continue;
            }
            self.private_uses[kept] = used;
            kept += 1;
        }
        self.private_uses.truncate(kept);
        Ok(())
    }

    fn check_outer_private_name(&mut self, used: PrivateUse) -> Parsed<()> {
        if self.outer_private_names.contains(&used.name) {
            return Ok(());
        }
        Err(self.fail_name(ErrorCode::UndeclaredPrivateName, used.span, used.name))
    }
}
