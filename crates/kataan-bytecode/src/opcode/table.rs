//! The one table of instructions. Everything that must agree on an instruction (encoder, decoder,
//! verifier, disassembler, byte swap, interpreter, compilers) is generated from these rows or walks
//! the data generated from them.
//!
//! A row reads: documentation as pseudo-code, text name, type name, operands with their roles (see
//! [`super::operand`]), effects. `w` stands for the first register of a call window or an iterator
//! record; `env[slot]` for a slot of an environment cell.

/// Hands the whole instruction table to the macro `$callback`, which receives rows of the form
/// `/// documentation` `name = Name { field: OperandType, … } [effect, …];`.
#[macro_export]
macro_rules! for_each_opcode {
    ($callback:ident) => {
        $callback! {
            // ---- Registers and constants -------------------------------------------------------
            /// Does nothing.
            nop = Nop {} [];
            /// `dst = src`
            move_register = MoveRegister { dst: AnyDst, src: AnySrc } [];
            /// `dst = undefined`
            load_undefined = LoadUndefined { dst: Dst } [];
            /// `dst = null`
            load_null = LoadNull { dst: Dst } [];
            /// `dst = true`
            load_true = LoadTrue { dst: Dst } [];
            /// `dst = false`
            load_false = LoadFalse { dst: Dst } [];
            /// `dst = UNINITIALIZED`, the mark of a binding in its temporal dead zone
            load_uninitialized = LoadUninitialized { dst: Dst } [];
            /// `dst = value`, an integer
            load_int = LoadInt { dst: Dst, value: Imm32 } [];
            /// `dst = constants[constant]`, a number, string or bigint
            load_constant = LoadConstant { dst: Dst, constant: Literal } [allocates];

            // ---- Environments ------------------------------------------------------------------
            /// `dst = new environment(parent, size slots)`; the first `variables` slots hold `undefined`, the others UNINITIALIZED
            new_environment = NewEnvironment { dst: EnvDst, parent: ScopeSrc, size: Count, scope: OptionalScope, variables: WideCount } [allocates];
            /// Like `new_environment`, for a variable scope to which sloppy direct `eval` may add names at run time
            new_variable_environment = NewVariableEnvironment { dst: EnvDst, parent: ScopeSrc, size: Count, scope: OptionalScope, variables: WideCount } [allocates];
            /// `dst = new object environment(parent, ToObject(object))`, the scope of a `with` statement
            new_object_environment = NewObjectEnvironment { dst: EnvDst, parent: ScopeSrc, object: Src } [throws, allocates];
            /// `dst = copy of src` (same parent, same values): the next iteration's bindings
            copy_environment = CopyEnvironment { dst: EnvDst, src: EnvSrc } [allocates];
            /// `dst = env[slot]`
            load_slot = LoadSlot { dst: Dst, env: EnvSrc, slot: Slot } [];
            /// `dst = env[slot]`; throws a ReferenceError that names `name` if it is UNINITIALIZED
            load_slot_checked = LoadSlotChecked { dst: Dst, env: EnvSrc, slot: Slot, name: Name } [throws];
            /// `env[slot] = src`
            store_slot = StoreSlot { env: EnvSrc, slot: Slot, src: Src } [];
            /// `env[slot] = src`; throws a ReferenceError if the slot was UNINITIALIZED
            store_slot_checked = StoreSlotChecked { env: EnvSrc, slot: Slot, src: Src, name: Name } [throws];
            /// `dst = r3^depth[slot]`: the slot of the environment `depth` parents above the callee's own
            load_outer_slot = LoadOuterSlot { dst: Dst, depth: Depth, slot: Slot } [];
            /// `dst = r3^depth[slot]`; throws a ReferenceError if it is UNINITIALIZED
            load_outer_slot_checked = LoadOuterSlotChecked { dst: Dst, depth: Depth, slot: Slot, name: Name } [throws];
            /// `r3^depth[slot] = src`
            store_outer_slot = StoreOuterSlot { depth: Depth, slot: Slot, src: Src } [];
            /// `r3^depth[slot] = src`; throws a ReferenceError if the slot was UNINITIALIZED
            store_outer_slot_checked = StoreOuterSlotChecked { depth: Depth, slot: Slot, src: Src, name: Name } [throws];
            /// `dst = the binding that the import cell in env[slot] stands for`; throws a ReferenceError in its dead zone
            load_import = LoadImport { dst: Dst, env: EnvSrc, slot: Slot, name: Name } [throws];
            /// `dst = the binding that the import cell in r3^depth[slot] stands for`; throws a ReferenceError in its dead zone
            load_outer_import = LoadOuterImport { dst: Dst, depth: Depth, slot: Slot, name: Name } [throws];
            /// Throws a ReferenceError that names `name` if `src` is UNINITIALIZED
            check_initialized = CheckInitialized { src: Src, name: Name } [throws];

            // ---- Global names ------------------------------------------------------------------
            /// `dst = global name`: script lexical bindings, then the global object; throws a ReferenceError if there is none
            load_global = LoadGlobal { dst: Dst, name: Name, feedback: GlobalLoadFeedback } [throws, calls];
            /// `dst = global name`, or `undefined` if there is none: the operand of `typeof`
            load_global_or_undefined = LoadGlobalOrUndefined { dst: Dst, name: Name, feedback: GlobalLoadFeedback } [throws, calls];
            /// `global name = src`, sloppy: creates a missing property
            store_global = StoreGlobal { src: Src, name: Name, feedback: GlobalStoreFeedback } [throws, calls];
            /// `global name = src`, strict: throws a ReferenceError if there is none
            store_global_strict = StoreGlobalStrict { src: Src, name: Name, feedback: GlobalStoreFeedback } [throws, calls];
            /// `dst = whether a global binding of that name exists` (a boolean), for a strict store after the value's evaluation
            resolve_global = ResolveGlobal { dst: Dst, name: Name, feedback: GlobalLoadFeedback } [throws, calls];
            /// Throws a ReferenceError that names `name` if `src` is `false`
            check_resolved = CheckResolved { src: Src, name: Name } [throws];
            /// Initializes the script-level lexical binding `name` with `src`
            initialize_global = InitializeGlobal { src: Src, name: Name } [throws];
            /// GlobalDeclarationInstantiation: all checks, then the lexical bindings; functions and variables follow as instructions
            declare_globals = DeclareGlobals { declarations: Declarations } [throws, calls];
            /// `CreateGlobalFunctionBinding(name, src)`
            declare_global_function = DeclareGlobalFunction { src: Src, name: Name } [throws, calls];
            /// `CreateGlobalVarBinding(name)`
            declare_global_variable = DeclareGlobalVariable { name: Name } [throws, calls];

            // ---- Dynamic environments (`with`, variable scopes that a sloppy direct eval extends) ----
            // A name below such environments is asked of each of them in turn, then is what it would be without them.
            /// `dst = the environment depth parents above the callee's own r3`
            load_outer_environment = LoadOuterEnvironment { dst: EnvDst, depth: Depth } [];
            /// `dst = env if this one environment binds name`: an object environment by HasBinding (with `@@unscopables`), a variable environment among the names that eval added; else `dst = undefined`
            find_binding = FindBinding { dst: ResolvedDst, env: EnvSrc, name: Name } [throws, calls];
            /// `dst = the binding name of the environment base`, a result of `find_binding`; `strict` is the code's strictness
            load_resolved = LoadResolved { dst: Dst, base: ResolvedSrc, strict: Strictness, name: Name } [throws, calls];
            /// `w = the binding name of base; w+1 = the object of base if it is a with statement's, else undefined`
            load_resolved_method = LoadResolvedMethod { dst: DstPair, base: ResolvedSrc, name: Name } [throws, calls];
            /// `the binding name of the environment base = src`, a result of `find_binding`; `strict` is the code's strictness
            store_resolved = StoreResolved { base: ResolvedSrc, src: Src, strict: Strictness, name: Name } [throws, calls];
            /// `dst = delete the binding name of base`, a result of `find_binding`
            delete_resolved = DeleteResolved { dst: Dst, base: ResolvedSrc, name: Name } [throws, calls];
            /// `dst = delete name` of the global environment (sloppy code only): `true` if there is none
            delete_global = DeleteGlobal { dst: Dst, name: Name } [throws, calls];
            /// EvalDeclarationInstantiation: all checks between `env` and its variable scope; functions and variables follow as instructions
            declare_eval = DeclareEval { env: ScopeSrc, declarations: Declarations } [throws, calls];
            /// Binds `name` to `src`, deletable, in the variable scope above `env`
            declare_eval_function = DeclareEvalFunction { env: ScopeSrc, src: Src, name: Name } [throws, calls];
            /// Binds `name` to `undefined` unless bound, deletable, in the variable scope above `env`
            declare_eval_variable = DeclareEvalVariable { env: ScopeSrc, name: Name } [throws, calls];
            /// Annex B: `name = src` in the variable scope above `env`, unless its hoisting was given up there for a conflict
            store_hoisted_function = StoreHoistedFunction { env: ScopeSrc, src: Src, name: Name } [throws, calls];

            // ---- This, callee, functions -------------------------------------------------------
            /// `r1 = r1 as the this of a sloppy function` (undefined and null become the global this, primitives objects)
            coerce_this = CoerceThis {} [allocates];
            /// Throws a ReferenceError if `src`, the `this` of a derived constructor, is UNINITIALIZED
            check_this = CheckThis { src: Src } [throws];
            /// Throws a ReferenceError unless `src`, the `this` of a derived constructor, is UNINITIALIZED: super() ran already
            check_this_unbound = CheckThisUnbound { src: Src } [throws];
            /// `dst = home object of the callee r0`
            load_home_object = LoadHomeObject { dst: Dst } [];
            /// `dst = new function(template, env)`
            create_closure = CreateClosure { dst: Dst, env: ScopeSrc, template: Template } [allocates];
            /// `dst = new function(template, env)` with home object `home`
            create_method = CreateMethod { dst: Dst, env: ScopeSrc, home: Src, template: Template } [allocates];
            /// `SetFunctionName(function, key, prefix)`, for keys known at run time only
            set_function_name = SetFunctionName { function: Src, key: Src, prefix: NamePrefix } [throws, allocates];
            /// `dst = mapped arguments object over list` (the actual arguments, put in a register at entry), mapped to slots of `env`
            create_mapped_arguments = CreateMappedArguments { dst: Dst, list: Src, env: ScopeSrc, slots: SlotList } [allocates];

            // ---- Classes -----------------------------------------------------------------------
            /// `dst = new class constructor(template, env); dst+1 = its prototype object`
            create_class = CreateClass { dst: DstPair, env: ScopeSrc, template: Template } [throws, allocates];
            /// `dst = new class constructor(template, env) extends heritage; dst+1 = its prototype object`
            create_derived_class = CreateDerivedClass { dst: DstPair, env: ScopeSrc, heritage: Src, template: Template } [throws, calls, allocates];
            /// `constructor.[[Fields]] = initializer`: the method that `initialize_fields` calls on new instances
            set_class_fields = SetClassFields { constructor: Src, initializer: Src } [];
            /// `constructor.[[Fields]].call(object)`, if it has any
            initialize_fields = InitializeFields { object: Src, constructor: Src } [throws, calls];
            /// `dst = new private name #description`
            new_private_name = NewPrivateName { dst: Dst, description: Name } [allocates];
            /// `dst = object.#name`; `name` is a register with a private name
            get_private = GetPrivate { dst: Dst, object: Src, name: Src, feedback: PrivateFeedback } [throws, calls];
            /// `object.#name = src`
            set_private = SetPrivate { object: Src, name: Src, src: Src, feedback: PrivateFeedback } [throws, calls];
            /// `dst = #name in object`
            has_private = HasPrivate { dst: Dst, object: Src, name: Src } [throws];
            /// Adds the private field `#name` with value `src`; throws a TypeError if `object` has it
            define_private_field = DefinePrivateField { object: Src, name: Src, src: Src, feedback: PrivateFeedback } [throws, allocates];
            /// Adds the private method `#name`; throws a TypeError if `object` has it
            define_private_method = DefinePrivateMethod { object: Src, name: Src, function: Src } [throws, allocates];
            /// Adds the private accessor `#name` with getter `accessors` and setter `accessors+1` (`undefined` where missing)
            define_private_accessor = DefinePrivateAccessor { object: Src, name: Src, accessors: SrcPair } [throws, allocates];

            // ---- Super -------------------------------------------------------------------------
            /// `dst = home.[[GetPrototypeOf]]()`, where `super` properties are searched
            get_super_base = GetSuperBase { dst: Dst, home: Src } [throws, calls];
            /// `dst = base[key]` with receiver `base+1`; `base` is a register pair (super base, this)
            get_super_property = GetSuperProperty { dst: Dst, base: SrcPair, key: Name, feedback: LoadFeedback } [throws, calls];
            /// `dst = base[key]` with receiver `base+1`
            get_super_element = GetSuperElement { dst: Dst, base: SrcPair, key: Src } [throws, calls];
            /// `base[key] = src` with receiver `base+1`
            set_super_property = SetSuperProperty { base: SrcPair, src: Src, strict: Strictness, key: Name } [throws, calls];
            /// `base[key] = src` with receiver `base+1`
            set_super_element = SetSuperElement { base: SrcPair, key: Src, src: Src, strict: WideStrictness } [throws, calls];
            /// `dst = constructor.[[GetPrototypeOf]]()`, the function that `super(…)` constructs
            get_super_constructor = GetSuperConstructor { dst: Dst, constructor: Src } [throws, calls];

            // ---- Properties --------------------------------------------------------------------
            /// `dst = object[key]`, through the inline cache at `feedback`
            get_property = GetProperty { dst: Dst, object: Src, key: Name, feedback: LoadFeedback } [throws, calls];
            /// `w = object[key]; w+1 = object`: callee and this of a call window
            get_method = GetMethod { dst: DstPair, object: Src, key: Name, feedback: LoadFeedback } [throws, calls];
            /// `dst = object.length`
            get_length = GetLength { dst: Dst, object: Src, feedback: LoadFeedback } [throws, calls];
            /// `object[key] = src`, sloppy
            set_property = SetProperty { object: Src, src: Src, key: Name, feedback: StoreFeedback } [throws, calls];
            /// `object[key] = src`, strict: throws a TypeError when refused
            set_property_strict = SetPropertyStrict { object: Src, src: Src, key: Name, feedback: StoreFeedback } [throws, calls];
            /// `dst = object[key]`
            get_element = GetElement { dst: Dst, object: Src, key: Src, feedback: ElementLoadFeedback } [throws, calls];
            /// `w = object[key]; w+1 = object`: callee and this of a call window
            get_element_method = GetElementMethod { dst: DstPair, object: Src, key: Src, feedback: ElementLoadFeedback } [throws, calls];
            /// `object[key] = src`, sloppy
            set_element = SetElement { object: Src, key: Src, src: Src, feedback: ElementStoreFeedback } [throws, calls];
            /// `object[key] = src`, strict: throws a TypeError when refused
            set_element_strict = SetElementStrict { object: Src, key: Src, src: Src, feedback: ElementStoreFeedback } [throws, calls];
            /// `dst = ToPropertyKey(key)` after checking that `object` is neither undefined nor null: a key used twice is converted once
            to_element_key = ToElementKey { dst: Dst, object: Src, key: Src } [throws, calls];
            /// `dst = delete object[key]`; `strict` code throws a TypeError when refused
            delete_property = DeleteProperty { dst: Dst, object: Src, strict: Strictness, key: Name } [throws, calls];
            /// `dst = delete object[key]`; `strict` code throws a TypeError when refused
            delete_element = DeleteElement { dst: Dst, object: Src, key: Src, strict: WideStrictness } [throws, calls];
            /// `dst = key in object`
            has_property = HasProperty { dst: Dst, key: Src, object: Src, feedback: HasFeedback } [throws, calls];
            /// `dst = GetMethod(object, key)`: `undefined` where missing or null, a TypeError if not callable
            get_optional_method = GetOptionalMethod { dst: Dst, object: Src, key: Name } [throws, calls];

            // ---- Literals and definitions ------------------------------------------------------
            /// `dst = {}`
            new_object = NewObject { dst: Dst } [allocates];
            /// `dst = { keys[0]: first, keys[1]: first+1, … }`; the literal's shape is cached in `feedback`
            create_object = CreateObject { dst: Dst, values: SrcRange, count: Count, keys: KeyList, feedback: LiteralFeedback } [allocates];
            /// `CreateDataPropertyOrThrow(object, key, src)`: a property of a literal, a class field
            define_property = DefineProperty { object: Src, src: Src, key: Name, feedback: StoreFeedback } [throws, calls];
            /// `CreateDataPropertyOrThrow(object, key, src)`; `key` is a property key already
            define_element = DefineElement { object: Src, key: Src, src: Src } [throws, calls];
            /// Defines the method `function` at `key`, a property key already
            define_method = DefineMethod { object: Src, key: Src, function: Src, visibility: Visibility } [throws, calls];
            /// Defines the getter `function` at `key`, a property key already
            define_getter = DefineGetter { object: Src, key: Src, function: Src, visibility: Visibility } [throws, calls];
            /// Defines the setter `function` at `key`, a property key already
            define_setter = DefineSetter { object: Src, key: Src, function: Src, visibility: Visibility } [throws, calls];
            /// `object.[[SetPrototypeOf]](src)` if `src` is an object or null: `{ __proto__: src }`
            set_literal_prototype = SetLiteralPrototype { object: Src, src: Src } [throws];
            /// `CopyDataProperties(object, src)`: `{ ...src }`
            copy_properties = CopyProperties { object: Src, src: Src } [throws, calls];
            /// `dst = properties of src without the keys excluded…excluded+count`: `{ a, ...rest } = src`
            copy_rest_properties = CopyRestProperties { dst: Dst, src: Src, excluded: SrcRange, count: WideCount } [throws, calls, allocates];
            /// `dst = []` with room for `capacity` elements
            new_array = NewArray { dst: Dst, capacity: WideCount } [allocates];
            /// `dst = [first, first+1, …]`
            create_array = CreateArray { dst: Dst, values: SrcRange, count: Count } [allocates];
            /// `dst = copy of the constant array`, its first instance kept in `feedback`
            create_constant_array = CreateConstantArray { dst: Dst, values: ValueList, feedback: LiteralFeedback } [allocates];
            /// Appends `values…values+count` to `array`
            array_append = ArrayAppend { array: Src, values: SrcRange, count: Count } [throws, allocates];
            /// Appends `count` holes to `array`
            array_append_holes = ArrayAppendHoles { array: Src, count: WideCount } [throws, allocates];
            /// Appends every value that iterating `iterable` gives to `array`
            array_spread = ArraySpread { array: Src, iterable: Src } [throws, calls, allocates];
            /// `dst = new RegExp` of the constant pattern and flags
            create_regexp = CreateRegexp { dst: Dst, pattern: RegExp, feedback: LiteralFeedback } [throws, allocates];
            /// `dst = template object of this site`, made once and kept in `feedback`
            get_template_object = GetTemplateObject { dst: Dst, strings: TemplateStrings, feedback: LiteralFeedback } [allocates];
            /// `dst = ToString(values) + ToString(values+1) + …`
            concatenate = Concatenate { dst: Dst, values: SrcRange, count: Count } [throws, calls, allocates];

            // ---- Conversions and unary operators -----------------------------------------------
            /// `dst = ToPropertyKey(src)`
            to_property_key = ToPropertyKey { dst: Dst, src: Src } [throws, calls];
            /// `dst = ToString(src)`
            to_string = ToString { dst: Dst, src: Src } [throws, calls];
            /// `dst = ToNumeric(src)`
            to_numeric = ToNumeric { dst: Dst, src: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = ToNumber(src)`: unary plus
            to_number = ToNumber { dst: Dst, src: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// Throws a TypeError if `src` is undefined or null: the value of an object pattern
            check_object_coercible = CheckObjectCoercible { src: Src } [throws];
            /// Throws a TypeError unless `src` is an object: the result of an iterator's method
            check_iterator_result = CheckIteratorResult { src: Src } [throws];
            /// `dst = -src`
            negate = Negate { dst: Dst, src: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = ~src`
            bit_not = BitNot { dst: Dst, src: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = ToNumeric(src) + 1`
            increment = Increment { dst: Dst, src: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = ToNumeric(src) - 1`
            decrement = Decrement { dst: Dst, src: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = ToNumeric(variable); variable = dst + 1`, two different registers
            post_increment = PostIncrement { dst: Dst, variable: InOut, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = ToNumeric(variable); variable = dst - 1`, two different registers
            post_decrement = PostDecrement { dst: Dst, variable: InOut, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = !src`
            logical_not = LogicalNot { dst: Dst, src: Src } [];
            /// `dst = typeof src`
            type_of = TypeOf { dst: Dst, src: Src } [];
            /// `dst = typeof src === type_name`
            test_type_of = TestTypeOf { dst: Dst, src: Src, type_name: TypeName } [];

            // ---- Binary operators --------------------------------------------------------------
            /// `dst = lhs + rhs`
            add = Add { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls, allocates];
            /// `dst = lhs - rhs`
            subtract = Subtract { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs * rhs`
            multiply = Multiply { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs / rhs`
            divide = Divide { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs % rhs`
            remainder = Remainder { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs ** rhs`
            exponentiate = Exponentiate { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs & rhs`
            bit_and = BitAnd { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs | rhs`
            bit_or = BitOr { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs ^ rhs`
            bit_xor = BitXor { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs << rhs`
            shift_left = ShiftLeft { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs >> rhs`
            shift_right = ShiftRight { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs >>> rhs`
            shift_right_unsigned = ShiftRightUnsigned { dst: Dst, lhs: Src, rhs: Src, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs + value`
            add_int = AddInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls, allocates];
            /// `dst = lhs - value`
            subtract_int = SubtractInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs * value`
            multiply_int = MultiplyInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs / value`
            divide_int = DivideInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs % value`
            remainder_int = RemainderInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs & value`
            bit_and_int = BitAndInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs | value`
            bit_or_int = BitOrInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs ^ value`
            bit_xor_int = BitXorInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs << value`
            shift_left_int = ShiftLeftInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs >> value`
            shift_right_int = ShiftRightInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs >>> value`
            shift_right_unsigned_int = ShiftRightUnsignedInt { dst: Dst, lhs: Src, value: Imm32, feedback: ArithmeticFeedback } [throws, calls];
            /// `dst = lhs == rhs`
            equal = Equal { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [throws, calls];
            /// `dst = lhs != rhs`
            not_equal = NotEqual { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [throws, calls];
            /// `dst = lhs === rhs`
            strict_equal = StrictEqual { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [];
            /// `dst = lhs !== rhs`
            strict_not_equal = StrictNotEqual { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [];
            /// `dst = lhs < rhs`
            less = Less { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [throws, calls];
            /// `dst = lhs <= rhs`
            less_equal = LessEqual { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [throws, calls];
            /// `dst = lhs > rhs`
            greater = Greater { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [throws, calls];
            /// `dst = lhs >= rhs`
            greater_equal = GreaterEqual { dst: Dst, lhs: Src, rhs: Src, feedback: CompareFeedback } [throws, calls];
            /// `dst = value instanceof target`
            instance_of = InstanceOf { dst: Dst, value: Src, target: Src, feedback: InstanceOfFeedback } [throws, calls];

            // ---- Jumps: `pc` is counted from the jump itself; a jump backward that is taken polls for interrupts and tier-up
            /// `pc = target`
            jump = Jump { target: Jump } [branches, terminates];
            /// `pc = target` if `src` is truthy
            jump_if_true = JumpIfTrue { src: Src, target: Jump } [branches];
            /// `pc = target` if `src` is falsy
            jump_if_false = JumpIfFalse { src: Src, target: Jump } [branches];
            /// `pc = target` if `src === undefined`
            jump_if_undefined = JumpIfUndefined { src: AnySrc, target: Jump } [branches];
            /// `pc = target` if `src !== undefined`
            jump_if_not_undefined = JumpIfNotUndefined { src: AnySrc, target: Jump } [branches];
            /// `pc = target` if `src === null`
            jump_if_null = JumpIfNull { src: Src, target: Jump } [branches];
            /// `pc = target` if `src !== null`
            jump_if_not_null = JumpIfNotNull { src: Src, target: Jump } [branches];
            /// `pc = target` if `src` is undefined or null (an object with `[[IsHTMLDDA]]` is neither)
            jump_if_nullish = JumpIfNullish { src: Src, target: Jump } [branches];
            /// `pc = target` unless `src` is undefined or null (an object with `[[IsHTMLDDA]]` is neither)
            jump_if_not_nullish = JumpIfNotNullish { src: Src, target: Jump } [branches];
            /// `pc = target` if `src == null` (true of an object with `[[IsHTMLDDA]]`)
            jump_if_equal_null = JumpIfEqualNull { src: Src, target: Jump } [branches];
            /// `pc = target` if `src != null` (false of an object with `[[IsHTMLDDA]]`)
            jump_if_not_equal_null = JumpIfNotEqualNull { src: Src, target: Jump } [branches];
            /// `pc = target` if `lhs < rhs`
            jump_if_less = JumpIfLess { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs < rhs` (so also for NaN)
            jump_if_not_less = JumpIfNotLess { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs <= rhs`
            jump_if_less_equal = JumpIfLessEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs <= rhs`
            jump_if_not_less_equal = JumpIfNotLessEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs > rhs`
            jump_if_greater = JumpIfGreater { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs > rhs`
            jump_if_not_greater = JumpIfNotGreater { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs >= rhs`
            jump_if_greater_equal = JumpIfGreaterEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs >= rhs`
            jump_if_not_greater_equal = JumpIfNotGreaterEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs == rhs`
            jump_if_equal = JumpIfEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs != rhs`
            jump_if_not_equal = JumpIfNotEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs === rhs`
            jump_if_strict_equal = JumpIfStrictEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [branches];
            /// `pc = target` if `lhs !== rhs`
            jump_if_strict_not_equal = JumpIfStrictNotEqual { lhs: Src, rhs: Src, target: Jump, feedback: CompareFeedback } [branches];
            /// `pc = target` if `lhs < value`
            jump_if_less_int = JumpIfLessInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs < value`
            jump_if_not_less_int = JumpIfNotLessInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs <= value`
            jump_if_less_equal_int = JumpIfLessEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs <= value`
            jump_if_not_less_equal_int = JumpIfNotLessEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs > value`
            jump_if_greater_int = JumpIfGreaterInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs > value`
            jump_if_not_greater_int = JumpIfNotGreaterInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs >= value`
            jump_if_greater_equal_int = JumpIfGreaterEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` unless `lhs >= value`
            jump_if_not_greater_equal_int = JumpIfNotGreaterEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs == value`
            jump_if_equal_int = JumpIfEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs != value`
            jump_if_not_equal_int = JumpIfNotEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [throws, calls, branches];
            /// `pc = target` if `lhs === value`
            jump_if_strict_equal_int = JumpIfStrictEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [branches];
            /// `pc = target` if `lhs !== value`
            jump_if_strict_not_equal_int = JumpIfStrictNotEqualInt { lhs: Src, value: Imm32, target: Jump, feedback: CompareFeedback } [branches];
            /// If `src` is a number equal to `low + i`, `i < count`: continues at the `i`th of the `count` `jump`s that follow, else after them
            switch_int = SwitchInt { src: Src, low: Imm32, count: WideCount } [branches];

            // ---- Calls: `w` is the call window; everything above its arguments is dead ---------
            /// `dst = w(this: w+1, w+6, …, w+5+argc)`
            call = Call { dst: Dst, window: Window, argc: Count, feedback: CallFeedback } [throws, calls];
            /// `dst = w(this: undefined, w+6, …, w+5+argc)`; the call sequence sets `w+1`
            call_function = CallFunction { dst: Dst, window: FunctionWindow, argc: Count, feedback: CallFeedback } [throws, calls];
            /// `dst = w(this: w+1, ...w+6)`; `w+6` is an array made by this code, read without its iterator
            call_spread = CallSpread { dst: Dst, window: SpreadWindow, feedback: CallFeedback } [throws, calls];
            /// `dst = new w(w+6, …)`; the call sequence sets `w+2 = w`
            construct = Construct { dst: Dst, window: ConstructWindow, argc: Count, feedback: CallFeedback } [throws, calls, allocates];
            /// `dst = new w(...w+6)`; the call sequence sets `w+2 = w`
            construct_spread = ConstructSpread { dst: Dst, window: ConstructSpreadWindow, feedback: CallFeedback } [throws, calls, allocates];
            /// `dst = Construct(w, (w+6, …), new.target: w+2)`; throws a TypeError if `w` is no constructor. Binding `this` follows as instructions
            super_call = SuperCall { dst: Dst, window: SuperWindow, argc: Count, feedback: CallFeedback } [throws, calls, allocates];
            /// `dst = Construct(w, (...w+6), new.target: w+2)`
            super_call_spread = SuperCallSpread { dst: Dst, window: SuperSpreadWindow, feedback: CallFeedback } [throws, calls, allocates];
            /// `return w(this: w+1, w+6, …)`, reusing this frame; a constructor's frame calls and returns instead
            tail_call = TailCall { window: Window, argc: Count, feedback: CallFeedback } [throws, calls, terminates];
            /// `return w(this: w+1, ...w+6)`, reusing this frame; a constructor's frame calls and returns instead
            tail_call_spread = TailCallSpread { window: SpreadWindow, feedback: CallFeedback } [throws, calls, terminates];
            /// Like `call`, but a direct eval in the scope `scope`, whose environment is in `w+3`, if `w` is `%eval%`
            call_eval = CallEval { dst: Dst, window: EvalWindow, argc: Count, scope: OptionalScope, feedback: CallFeedback } [throws, calls, allocates];
            /// Like `call_spread`, but a direct eval in the scope `scope`, whose environment is in `w+3`, if `w` is `%eval%`
            call_eval_spread = CallEvalSpread { dst: Dst, window: EvalSpreadWindow, scope: OptionalScope, feedback: CallFeedback } [throws, calls, allocates];
            /// `dst = import(specifier, options)`, a promise; `phase` tells evaluation, defer and source apart
            import_call = ImportCall { dst: Dst, specifier: Src, options: Src, phase: ImportPhase } [throws, calls, allocates];
            /// `dst = import.meta` of the callee's module
            import_meta = ImportMeta { dst: Dst } [throws, calls, allocates];
            /// Returns `src` to the caller (a constructor's frame turns a non-object into `this`)
            return_value = ReturnValue { src: Src } [terminates];
            /// Returns `undefined` to the caller (a constructor's frame turns it into `this`)
            return_undefined = ReturnUndefined {} [terminates];
            /// Returns from a derived constructor: `src` if an object, `this` if `src` is undefined and `this` is bound, else throws past this frame's handlers
            return_derived = ReturnDerived { src: Src, this: Src } [throws, terminates];

            // ---- Exceptions --------------------------------------------------------------------
            /// Throws `src`
            throw = Throw { src: Src } [throws, terminates];
            /// Throws a new error of kind `kind` with the constant message
            throw_error = ThrowError { kind: ErrorKind, message: Name } [throws, allocates, terminates];
            /// Throws a TypeError: assignment to the constant `name`
            throw_constant_assignment = ThrowConstantAssignment { name: Name } [throws, allocates, terminates];
            /// `dst = new dispose capability`
            new_dispose_capability = NewDisposeCapability { dst: CapabilityDst } [allocates];
            /// `AddDisposableResource(capability, value, hint)`
            add_disposable = AddDisposable { capability: CapabilitySrc, value: Src, hint: DisposeHint } [throws, calls, allocates];
            /// Disposes resources, last first, until one asks to be awaited (`dst` is what to await) or none is left (`pc = exit`); a throw leaves the rest in place
            dispose_next = DisposeNext { dst: Dst, capability: CapabilitySrc, exit: Jump } [throws, calls, branches];
            /// `suppressed = new SuppressedError(error, suppressed)`
            suppress_error = SuppressError { suppressed: InOut, error: Src } [allocates];

            // ---- Iteration: `w` is (iterator, next method, spare); an iterator that is done or has thrown becomes `undefined`
            /// `w = GetIterator(src, sync)`
            get_iterator = GetIterator { iterator: NewIterator, src: Src, feedback: IterateFeedback } [throws, calls, allocates];
            /// `w = GetIterator(src, sync)` as script sees it, for code that calls `next` itself: no stand-in of the VM
            open_iterator = OpenIterator { iterator: OpenIterator, src: Src } [throws, calls, allocates];
            /// `w = GetIterator(src, async)`
            get_async_iterator = GetAsyncIterator { iterator: OpenIterator, src: Src } [throws, calls, allocates];
            /// Fast paths: `dst = next value`, skipping the unpack that follows, or done: `dst = undefined`, `w = undefined`, `pc = exit`. Slow path: `dst = w.next()` and on to the unpack
            iterator_step = IteratorStep { dst: Dst, iterator: Iterator, exit: Jump, feedback: IterateFeedback } [throws, calls, allocates, branches];
            /// `dst`, an iterator's result, becomes its value, or if done: `dst = undefined`, `w = undefined`, `pc = exit`
            iterator_unpack = IteratorUnpack { dst: InOut, iterator: Iterator, exit: Jump } [throws, calls, branches];
            /// `dst = w.next()`, to be awaited, then unpacked
            iterator_next = IteratorNext { dst: Dst, iterator: Iterator } [throws, calls, allocates];
            /// `dst = array of all remaining values of w`; `w = undefined`
            iterator_rest = IteratorRest { dst: Dst, iterator: Iterator } [throws, calls, allocates];
            /// `IteratorClose(w, normal completion)`; nothing if `w` is undefined
            iterator_close = IteratorClose { iterator: Iterator } [throws, calls];
            /// `IteratorClose(w, throw completion)`: errors of closing are dropped; nothing if `w` is undefined
            iterator_close_silently = IteratorCloseSilently { iterator: Iterator } [throws, calls];
            /// `dst = w.return()`, to be awaited; `pc = exit` if `w` is undefined or has no such method
            iterator_return = IteratorReturn { dst: Dst, iterator: Iterator, exit: Jump } [throws, calls, branches];
            /// `w = enumerator of the enumerable string keys of src and its prototypes`; none for undefined and null
            for_in_start = ForInStart { iterator: NewEnumerator, src: Src } [throws, calls, allocates];
            /// `dst = next key` that is still there, or `pc = exit`
            for_in_step = ForInStep { dst: Dst, iterator: Enumerator, exit: Jump } [throws, calls, branches];

            // ---- Generators and async functions ------------------------------------------------
            /// Creates the generator object, keeps the frame in it and returns it; runs on from here at the first `next`
            initial_yield = InitialYield {} [throws, calls, allocates, suspends];
            /// Yields `src`; resumed by next: `dst = value`; by throw: throws here; by return: `dst = value; pc = on_return`
            yield_value = YieldValue { dst: Dst, src: Src, on_return: Jump } [throws, calls, allocates, branches, suspends];
            /// Yields `src` (in a generator the result object itself); resumed: `dst = value; mode = 0` next, `1` throw, `2` return
            suspend = Suspend { dst: Dst, mode: Dst, src: Src } [throws, calls, allocates, suspends];
            /// `dst = await src`; a rejection throws here
            await_value = AwaitValue { dst: Dst, src: Src } [throws, calls, allocates, suspends];

            // ---- Others ------------------------------------------------------------------------
            /// Stops in an attached debugger
            debugger = Debugger {} [];
        }
    };
}
