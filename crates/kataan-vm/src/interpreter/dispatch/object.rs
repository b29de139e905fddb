//! Arms of the dispatch loop: classes, properties and literals.
//!
//! What the macros name is in scope where `dispatch::run` expands them.

/// Adds its arms to those so far and hands all to the next of the list.
macro_rules! object_arms {
    ([$next:ident $($others:ident)*] $($arms:tt)*) => {
        $next! { [$($others)*]
            $($arms)*

            // ---- Classes
            Opcode::CreateClass => step!(CreateClass, class::create_class),
            Opcode::CreateDerivedClass => {
                step!(CreateDerivedClass, class::create_derived_class)
            }
            Opcode::SetClassFields => step!(SetClassFields, class::set_class_fields),
            Opcode::InitializeFields => transfer!(class::initialize_fields),
            Opcode::NewPrivateName => step!(NewPrivateName, class::new_private_name),
            Opcode::GetPrivate => {
                let i = decode!(GetPrivate);
                if let Some(value) = private_cache::load_private(
                    region!(),
                    feedback!(),
                    i.feedback,
                    get!(i.object),
                    get!(i.name),
                ) {
                    set!(i.dst, value);
                    next!(GetPrivate);
                }
                step!(GetPrivate, class::get_private);
            }
            Opcode::SetPrivate => {
                let i = decode!(SetPrivate);
                if private_cache::store_private(
                    region!(),
                    feedback!(),
                    i.feedback,
                    get!(i.object),
                    get!(i.name),
                    get!(i.src),
                ) {
                    next!(SetPrivate);
                }
                step!(SetPrivate, class::set_private);
            }
            Opcode::HasPrivate => step!(HasPrivate, class::has_private),
            Opcode::DefinePrivateField => {
                step!(DefinePrivateField, class::define_private_field)
            }
            Opcode::DefinePrivateMethod => {
                step!(DefinePrivateMethod, class::define_private_method)
            }
            Opcode::DefinePrivateAccessor => {
                step!(DefinePrivateAccessor, class::define_private_accessor)
            }

            // ---- Super
            Opcode::GetSuperBase => step!(GetSuperBase, class::get_super_base),
            Opcode::GetSuperProperty => {
                advance!(GetSuperProperty, class::get_super_property)
            }
            Opcode::GetSuperElement => step!(GetSuperElement, class::get_super_element),
            Opcode::SetSuperProperty => {
                step!(SetSuperProperty, class::set_super_property)
            }
            Opcode::SetSuperElement => step!(SetSuperElement, class::set_super_element),
            Opcode::GetSuperConstructor => {
                step!(GetSuperConstructor, class::get_super_constructor)
            }

            // ---- Properties
            Opcode::GetProperty => {
                let i = decode!(GetProperty);
                let object = get!(i.object);
                if let Some(value) =
                    property_cache::load(region!(), feedback!(), i.feedback, object)
                {
                    set!(i.dst, value);
                    next!(GetProperty);
                }
                advance!(GetProperty, property::get_property);
            }
            Opcode::GetMethod => {
                let i = decode!(GetMethod);
                let object = get!(i.object);
                if let Some(value) =
                    property_cache::load(region!(), feedback!(), i.feedback, object)
                {
                    set!(i.dst, value);
                    frame!().set(i.dst.0 + 1, object);
                    next!(GetMethod);
                }
                advance!(GetMethod, property::get_method);
            }
            Opcode::GetLength => {
                let i = decode!(GetLength);
                if let Some(length) = element_cache::length(region!(), get!(i.object)) {
                    set!(i.dst, length);
                    next!(GetLength);
                }
                advance!(GetLength, property::get_length);
            }
            Opcode::SetProperty => {
                let i = decode!(SetProperty);
                if property_cache::store(
                    region!(),
                    feedback!(),
                    i.feedback,
                    get!(i.object),
                    get!(i.src),
                ) {
                    next!(SetProperty);
                }
                advance!(SetProperty, property::set_property);
            }
            Opcode::SetPropertyStrict => {
                let i = decode!(SetPropertyStrict);
                if property_cache::store(
                    region!(),
                    feedback!(),
                    i.feedback,
                    get!(i.object),
                    get!(i.src),
                ) {
                    next!(SetPropertyStrict);
                }
                advance!(SetPropertyStrict, property::set_property_strict);
            }
            Opcode::GetElement => {
                let i = decode!(GetElement);
                if let Some(value) =
                    element_cache::load(region!(), get!(i.object), get!(i.key))
                {
                    set!(i.dst, value);
                    next!(GetElement);
                }
                step!(GetElement, element::get_element);
            }
            Opcode::GetElementMethod => {
                step!(GetElementMethod, element::get_element_method)
            }
            Opcode::SetElement => {
                let i = decode!(SetElement);
                if element_cache::store(region!(), get!(i.object), get!(i.key), get!(i.src)) {
                    next!(SetElement);
                }
                step!(SetElement, element::set_element);
            }
            Opcode::SetElementStrict => {
                let i = decode!(SetElementStrict);
                if element_cache::store(region!(), get!(i.object), get!(i.key), get!(i.src)) {
                    next!(SetElementStrict);
                }
                step!(SetElementStrict, element::set_element_strict);
            }
            Opcode::ToElementKey => {
                let i = decode!(ToElementKey);
                let key = get!(i.key);
                // Whether the object may be read is found by the access that follows.
                if key.is_i32() || key.is_string() || key.is_symbol() {
                    set!(i.dst, key);
                    next!(ToElementKey);
                }
                step!(ToElementKey, element::to_element_key);
            }
            Opcode::DeleteProperty => step!(DeleteProperty, property::delete_property),
            Opcode::DeleteElement => step!(DeleteElement, element::delete_element),
            Opcode::HasProperty => step!(HasProperty, element::has_property),
            Opcode::GetOptionalMethod => {
                step!(GetOptionalMethod, property::get_optional_method)
            }

            // ---- Literals and definitions
            Opcode::NewObject => step!(NewObject, literal::new_object),
            Opcode::CreateObject => step!(CreateObject, literal::create_object),
            Opcode::DefineProperty => {
                let i = decode!(DefineProperty);
                if property_cache::store(
                    region!(),
                    feedback!(),
                    i.feedback,
                    get!(i.object),
                    get!(i.src),
                ) {
                    next!(DefineProperty);
                }
                step!(DefineProperty, property::define_property);
            }
            Opcode::DefineElement => step!(DefineElement, element::define_element),
            Opcode::DefineMethod => step!(DefineMethod, literal::define_method),
            Opcode::DefineGetter => step!(DefineGetter, literal::define_getter),
            Opcode::DefineSetter => step!(DefineSetter, literal::define_setter),
            Opcode::SetLiteralPrototype => {
                step!(SetLiteralPrototype, literal::set_literal_prototype)
            }
            Opcode::CopyProperties => step!(CopyProperties, literal::copy_properties),
            Opcode::CopyRestProperties => {
                step!(CopyRestProperties, literal::copy_rest_properties)
            }
            Opcode::NewArray => step!(NewArray, literal::new_array),
            Opcode::CreateArray => step!(CreateArray, literal::create_array),
            Opcode::CreateConstantArray => {
                step!(CreateConstantArray, literal::create_constant_array)
            }
            Opcode::ArrayAppend => step!(ArrayAppend, literal::array_append),
            Opcode::ArrayAppendHoles => {
                step!(ArrayAppendHoles, literal::array_append_holes)
            }
            Opcode::ArraySpread => step!(ArraySpread, literal::array_spread),
            Opcode::CreateRegexp => step!(CreateRegexp, literal::create_regexp),
            Opcode::GetTemplateObject => {
                step!(GetTemplateObject, literal::get_template_object)
            }
            Opcode::Concatenate => step!(Concatenate, conversion::concatenate),
        }
    };
}
