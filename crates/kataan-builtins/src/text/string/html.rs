//! Annex B's [HTML methods](https://tc39.es/ecma262/#sec-additional-properties-of-the-string.prototype-object).

use super::this_string;
use kataan_vm::Vm;
use kataan_vm::error::JsResult;
use kataan_vm::native::Args;
use kataan_vm::operation::to_string;
use kataan_vm::string::{StringBuilder, flatten};
use kataan_vm::value::Value;

/// [CreateHTML](https://tc39.es/ecma262/#sec-createhtml)
fn create_html(
    vm: &mut Vm,
    args: Args<'_>,
    method: &'static str,
    tag: &str,
    attribute: Option<&str>,
) -> JsResult<Value> {
    let string = this_string(vm, args, method)?;
    let mut builder = StringBuilder::new();
    builder.push_str("<");
    builder.push_str(tag);
    if let Some(attribute) = attribute {
        let value = to_string(vm, args.get(0))?;
        builder.push_str(" ");
        builder.push_str(attribute);
        builder.push_str("=\"");
        for (index, unit) in flatten(vm, value)?.units().iter().enumerate() {
            if index.is_multiple_of(1024) {
                vm.check_interrupt()?;
                builder.check(vm, 1024 * "&quot;".len())?;
            }
            if unit == u16::from(b'"') {
                builder.push_str("&quot;");
            } else {
                builder.push_unit(unit);
            }
        }
        builder.push_str("\"");
    }
    builder.push_str(">");
    builder.push_string(vm, string)?;
    builder.push_str("</");
    builder.push_str(tag);
    builder.push_str(">");
    Ok(builder.finish(vm)?.into())
}

macro_rules! html_methods {
    ($($name:ident = $method:literal, $tag:literal, $attribute:expr;)*) => {
        $(
            #[doc = concat!("`String.prototype.", $method, "`")]
            pub(super) fn $name(vm: &mut Vm, args: Args<'_>) -> JsResult<Value> {
                create_html(vm, args, concat!("String.prototype.", $method), $tag, $attribute)
            }
        )*
    };
}

html_methods! {
    anchor = "anchor", "a", Some("name");
    big = "big", "big", None;
    blink = "blink", "blink", None;
    bold = "bold", "b", None;
    fixed = "fixed", "tt", None;
    fontcolor = "fontcolor", "font", Some("color");
    fontsize = "fontsize", "font", Some("size");
    italics = "italics", "i", None;
    link = "link", "a", Some("href");
    small = "small", "small", None;
    strike = "strike", "strike", None;
    sub = "sub", "sub", None;
    sup = "sup", "sup", None;
}
