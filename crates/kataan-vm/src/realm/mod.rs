//! Realms (clause 9.3): the intrinsic objects and the global environment of a set of scripts.

mod install;
mod intrinsic;

pub use intrinsic::{INTRINSIC_COUNT, Intrinsic};

use crate::error::JsResult;
use crate::interpreter::pristine::ArrayIteration;
use crate::object::{ARGUMENTS_FORMS, HtmlDda, Object, Shape};
use crate::value::Value;
use crate::vm::Vm;
use kataan_gc::{AnyCell, Gc, Nullable, Slot, cell};

cell! {
    /// A [Realm Record](https://tc39.es/ecma262/#realm-record).
    pub struct Realm {
        pub(crate) intrinsics: [Nullable<Object>; INTRINSIC_COUNT],
        pub(crate) global_object: Nullable<Object>,
        /// `[[GlobalThisValue]]`.
        pub(crate) global_this: Slot,
        pub(crate) array_shape: Nullable<Shape>,
        pub(crate) object_shape: Nullable<Shape>,
        pub(crate) iter_result_shape: Nullable<Shape>,
        /// Of the `prototype` that a function which constructs begins with.
        pub(crate) prototype_shape: Nullable<Shape>,
        /// Of natives that are made at run time.
        pub(crate) native_shape: Nullable<Shape>,
        /// Of descriptors of data properties, as objects.
        pub(crate) descriptor_shape: Nullable<Shape>,
        pub(crate) arguments_shapes: [Nullable<Shape>; ARGUMENTS_FORMS],
        pub(crate) array_iteration: Nullable<ArrayIteration>,
        /// The declarative record of scripts: the interpreter's.
        pub declarations: Nullable<AnyCell>,
        /// The template objects by site: the interpreter's.
        pub templates: Nullable<AnyCell>,
        /// Loaded modules: the module loader's.
        pub modules: Nullable<AnyCell>,
        /// What the library keeps for regular expressions.
        pub regexp: Nullable<AnyCell>,
        /// What the embedder keeps.
        pub host_defined: Slot,
    }
}

impl Realm {
    /// An intrinsic object. One that no table declares is the realm's `Object.prototype`'s
    /// stand-in made at set-up, so that a missing library never crashes.
    #[inline(always)]
    pub fn intrinsic(&self, intrinsic: Intrinsic) -> Gc<Object> {
        self.intrinsics[intrinsic as usize]
            .get()
            .expect("a realm has all intrinsics")
    }

    /// Replaces an intrinsic: what natives installed by hand are.
    pub fn set_intrinsic(&self, intrinsic: Intrinsic, object: Gc<Object>) {
        self.intrinsics[intrinsic as usize].set(object);
    }

    /// The global object.
    #[inline(always)]
    pub fn global_object(&self) -> Gc<Object> {
        self.global_object
            .get()
            .expect("a realm has a global object")
    }

    /// What `this` is in scripts.
    #[inline(always)]
    pub fn global_this(&self) -> Value {
        self.global_this.get()
    }
}

impl Vm {
    /// A new realm with the built-in objects of all tables. It does not become current.
    pub fn new_realm(&mut self) -> JsResult<Gc<Realm>> {
        let realm = self.heap.allocate(RealmInit {
            intrinsics: [None; INTRINSIC_COUNT],
            global_object: None,
            global_this: Value::UNDEFINED,
            array_shape: None,
            object_shape: None,
            iter_result_shape: None,
            prototype_shape: None,
            native_shape: None,
            descriptor_shape: None,
            arguments_shapes: [None; ARGUMENTS_FORMS],
            array_iteration: None,
            declarations: None,
            templates: None,
            modules: None,
            regexp: None,
            host_defined: Value::UNDEFINED,
        })?;
        if self.primary_realm == 0 {
            // Rooted for good: functions of other realms are told from its own by its place.
            self.heap.root_cell(realm);
            self.primary_realm = realm.offset();
        }
        let before = self.set_realm(Some(realm));
        let result = install::install(self, realm);
        self.set_realm(before);
        result?;
        Ok(realm)
    }

    /// An object with the `[[IsHTMLDDA]]` internal slot, for conformance tests.
    pub fn new_html_dda(&mut self) -> JsResult<Gc<Object>> {
        let prototype = self.intrinsic(Intrinsic::ObjectPrototype);
        HtmlDda::create(self, prototype)
    }
}
