//! Listings of what functions have seen: their bytecode, and beside it what their sites recorded.
//!
//! Whoever wants one asks before the program runs, for a function is forgotten with its last closure.

use super::branch;
use super::call_target::CallTarget;
use super::feedback::FeedbackSlot;
use super::operand_types::OperandTypes;
use super::property::ShapesSeen;
use crate::Vm;
use crate::error::JsResult;
use crate::execution::template::Template;
use crate::string::to_rust_string;
use crate::value::Value;
use kataan_bytecode::disassemble_with_feedback;
use kataan_bytecode::opcode::operand::FeedbackKind;
use kataan_gc::Gc;

impl Vm {
    /// Keeps every function that runs for the first time from now on, for [`Vm::list_feedback`].
    pub fn keep_functions(&mut self) -> JsResult<()> {
        let list = self.heap.new_list()?;
        self.state().kept_functions.set(list);
        Ok(())
    }

    /// The functions that were kept, in the order of their first calls: how often each was entered
    /// and its loops were turned, and its bytecode with what the sites have seen.
    pub fn list_feedback(&mut self) -> JsResult<String> {
        let mut listing = String::new();
        let Some(list) = self.state().kept_functions.get() else {
            return Ok(listing);
        };
        for index in 0..list.len() {
            let template = list.get(index).and_then(|value| self.heap.gc(value));
            if let Some(template) = template {
                self.list_function(template, &mut listing)?;
            }
        }
        Ok(listing)
    }

    fn list_function(&mut self, template: Gc<Template>, listing: &mut String) -> JsResult<()> {
        let (Some(feedback), Some((code, index))) =
            (template.feedback.get(), template.code_index(self))
        else {
            return Ok(());
        };
        if !listing.is_empty() {
            listing.push('\n');
        }
        let source = self.text_of(template.unit.get().source.get().name.get())?;
        let file = source.rsplit(['/', '\\']).next().unwrap_or_default();
        let (calls, turns) = (feedback.calls.get(), feedback.turns.get());
        listing.push_str(&format!("; {file}: {calls} calls, {turns} loop turns\n"));
        let mut sites = Vec::with_capacity(feedback.slots().len());
        for (number, site) in feedback.slots().iter().enumerate() {
            let kind = code.function(self, index).feedback_kind(number as u32);
            sites.push(self.site_text(site, kind)?);
        }
        listing.push_str(&disassemble_with_feedback(
            code.unit(self),
            index,
            &|slot, _| sites.get(slot.index()).cloned().unwrap_or_default(),
        ));
        Ok(())
    }

    /// What a site has seen, in words; empty if that is nothing.
    fn site_text(&mut self, site: &FeedbackSlot, kind: Option<FeedbackKind>) -> JsResult<String> {
        Ok(match kind {
            Some(FeedbackKind::Load | FeedbackKind::Store) => match ShapesSeen::at(site) {
                ShapesSeen::Few(0) => String::new(),
                ShapesSeen::Few(1) => "1 shape".to_owned(),
                ShapesSeen::Few(count) => format!("{count} shapes"),
                ShapesSeen::Many => "many shapes".to_owned(),
            },
            Some(FeedbackKind::Private | FeedbackKind::InstanceOf) if !site.cell.is_null() => {
                "1 shape".to_owned()
            }
            Some(FeedbackKind::GlobalLoad | FeedbackKind::GlobalStore) => {
                if !site.extra.is_null() {
                    "property".to_owned()
                } else if !site.other.is_null() {
                    "binding".to_owned()
                } else {
                    String::new()
                }
            }
            Some(FeedbackKind::Call) => self.target_text(CallTarget::at(site))?,
            Some(FeedbackKind::Arithmetic | FeedbackKind::Compare) => {
                let types = OperandTypes::at(site);
                match (branch::was_taken(site), types == OperandTypes::NONE) {
                    (false, _) => types.to_string(),
                    (true, true) => "taken".to_owned(),
                    (true, false) => format!("{types}, taken"),
                }
            }
            _ => String::new(),
        })
    }

    fn target_text(&mut self, target: CallTarget) -> JsResult<String> {
        Ok(match target {
            CallTarget::None => String::new(),
            CallTarget::Closure(closure) => {
                format!("function {}", self.name_of(closure.template.get())?)
            }
            CallTarget::Function(feedback) => {
                format!("closures of {}", self.name_of(feedback.template.get())?)
            }
            CallTarget::Native(native) => match self.natives.name(native) {
                "" => "native".to_owned(),
                name => format!("native {name}"),
            },
            CallTarget::Other => "neither function nor native".to_owned(),
            CallTarget::Several => "several functions".to_owned(),
        })
    }

    /// The name of a function; a word for one without.
    fn name_of(&mut self, template: Gc<Template>) -> JsResult<String> {
        let name = self.text_of(template.name.get())?;
        Ok(if name.is_empty() {
            "(anonymous)".to_owned()
        } else {
            name
        })
    }

    fn text_of(&mut self, value: Value) -> JsResult<String> {
        match self.string(value) {
            Some(string) => to_rust_string(self, string),
            None => Ok(String::new()),
        }
    }
}
