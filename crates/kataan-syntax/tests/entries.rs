//! Eval code, function constructors and source slices.

use kataan_syntax::ast::{ExprKind, StmtKind};
use kataan_syntax::{
    Bump, DynamicFunctionKind, ErrorCode, EvalContext, FunctionFlags, Interner, Options, Source,
    assemble_dynamic_function, parse_dynamic_function, parse_eval, parse_function, parse_script,
};

fn eval(text: &str, context: &EvalContext<'_>) -> Result<(), ErrorCode> {
    let source = Source::from_text(text).expect("short enough");
    let arena = Bump::new();
    let mut names = Interner::new();
    parse_eval(source, context, &mut names, &arena, &Options::default())
        .map(|_| ())
        .map_err(|error| error.code)
}

#[test]
fn eval_code_knows_where_it_stands() {
    let outside = EvalContext::default();
    let function = EvalContext {
        in_function: true,
        ..outside
    };
    let method = EvalContext {
        in_method: true,
        ..function
    };
    let constructor = EvalContext {
        in_derived_constructor: true,
        ..method
    };
    let field = EvalContext {
        in_class_field_initializer: true,
        ..method
    };
    let strict = EvalContext {
        strict: true,
        ..outside
    };
    assert_eq!(
        eval("new.target", &outside),
        Err(ErrorCode::NewTargetOutsideFunction)
    );
    assert_eq!(eval("() => new.target", &function), Ok(()));
    assert_eq!(
        eval("super.x", &function),
        Err(ErrorCode::SuperPropertyOutsideMethod)
    );
    assert_eq!(eval("super.x", &method), Ok(()));
    assert_eq!(
        eval("super()", &method),
        Err(ErrorCode::SuperCallOutsideConstructor)
    );
    assert_eq!(eval("() => super()", &constructor), Ok(()));
    assert_eq!(
        eval("arguments", &field),
        Err(ErrorCode::ArgumentsInInitializer)
    );
    assert_eq!(
        eval("() => arguments", &field),
        Err(ErrorCode::ArgumentsInInitializer)
    );
    assert_eq!(eval("function f() { arguments }", &field), Ok(()));
    assert_eq!(eval("with (a) b", &outside), Ok(()));
    assert_eq!(eval("with (a) b", &strict), Err(ErrorCode::WithInStrict));
    assert_eq!(eval("return", &function), Err(ErrorCode::ReturnOutside));
    assert_eq!(
        eval("import.meta", &outside),
        Err(ErrorCode::ImportMetaOutsideModule)
    );
}

#[test]
fn eval_code_sees_private_names_around() {
    let mut names = Interner::new();
    let outer = [names.intern(b"#known")];
    let context = EvalContext {
        private_names: &outer,
        ..EvalContext::default()
    };
    for (text, expected) in [
        ("a.#known", None),
        (
            "class B { #own; m() { a.#own; a.#known; #known in a } }",
            None,
        ),
        ("a.#unknown", Some(ErrorCode::UndeclaredPrivateName)),
        (
            "class B { m() { a.#unknown } }",
            Some(ErrorCode::UndeclaredPrivateName),
        ),
    ] {
        let source = Source::from_text(text).expect("short enough");
        let arena = Bump::new();
        let result = parse_eval(source, &context, &mut names, &arena, &Options::default());
        assert_eq!(result.err().map(|error| error.code), expected, "{text}");
    }
}

fn dynamic(parameters: &str, body: &str) -> Result<String, ErrorCode> {
    let kind = DynamicFunctionKind::Normal;
    let text = assemble_dynamic_function(kind, parameters.as_bytes(), body.as_bytes());
    let source = Source::new(&text).expect("source text");
    let arena = Bump::new();
    let mut names = Interner::new();
    let parsed = parse_dynamic_function(
        source,
        parameters.len(),
        &mut names,
        &arena,
        &Options::default(),
    )
    .map_err(|error| error.code)?;
    let StmtKind::Expression(expr) = parsed.program.body[0].kind else {
        panic!("an expression")
    };
    let ExprKind::Function(id) = expr.kind else {
        panic!("a function")
    };
    let record = parsed.functions.get(id);
    let arena = Bump::new();
    let function = parse_function(
        source,
        &parsed.functions,
        id,
        &mut names,
        &arena,
        &Options::default(),
    );
    assert!(function.is_ok_and(|function| function.name_scope.is_none()));
    Ok(String::from_utf8_lossy(source.slice(record.span)).into_owned())
}

#[test]
fn function_constructors_keep_their_parts_apart() {
    assert_eq!(
        dynamic("a,b", "return a"),
        Ok("function anonymous(a,b\n) {\nreturn a\n}".to_string())
    );
    assert!(dynamic("", "\"use strict\"; return anonymous").is_ok());
    assert!(dynamic("a //", "").is_ok());
    assert!(dynamic("a /* */", "// }").is_ok());
    assert!(dynamic("a = function () {}", "").is_ok());
    for (parameters, body) in [
        ("/*", "*/){"),
        ("a) { }, function (b", ""),
        ("a) { } function b(", ""),
        ("", "}); (function () {"),
        ("", "} + {"),
        ("", "} function b() {"),
        ("a = super.x", ""),
        ("a", "\"use strict\"; with (a) b"),
        ("", "super()"),
        ("", "/*"),
        ("a,", "let a"),
        ("...a,", ""),
    ] {
        assert!(
            dynamic(parameters, body).is_err(),
            "{parameters:?} {body:?}"
        );
    }
}

#[test]
fn records_give_exact_slices() {
    let text = "class A { static async *gen ( ) { } get  x (){} constructor(a,b=1){} } \
                ({ async\u{20}m(){}, [1](){} }); async (x) => x; y=>{}; /*c*/function  f () { }/*d*/";
    let source = Source::from_text(text).expect("short enough");
    let arena = Bump::new();
    let mut names = Interner::new();
    let parsed = parse_script(source, &mut names, &arena, &Options::default()).expect("it parses");
    let slices: Vec<_> = parsed
        .functions
        .children(None)
        .iter()
        .map(|&id| {
            String::from_utf8_lossy(source.slice(parsed.functions.get(id).span)).into_owned()
        })
        .collect();
    assert_eq!(
        slices,
        [
            "async *gen ( ) { }",
            "get  x (){}",
            "constructor(a,b=1){}",
            "async m(){}",
            "[1](){}",
            "async (x) => x",
            "y=>{}",
            "function  f () { }"
        ]
    );
    let constructor = parsed.functions.get(parsed.functions.children(None)[2]);
    assert_eq!(constructor.length, 1);
    assert!(constructor.is(FunctionFlags::PARAMETER_EXPRESSIONS));
}

#[test]
fn lone_surrogates_are_kept() {
    let bytes = b"'\xED\xA0\xBD' + '\\uD83D\\uDE00' + '\xED\xA0\xBD\\uDE00'";
    let source = Source::new(bytes).expect("source text");
    let mut names = Interner::new();
    let arena = Bump::new();
    parse_script(source, &mut names, &arena, &Options::default()).expect("it parses");
    let lone = names.find(b"\xED\xA0\xBD").expect("the lone surrogate");
    assert_eq!(names.code_units(lone).collect::<Vec<_>>(), [0xD83D]);
    let pair = names
        .find("\u{1F600}".as_bytes())
        .expect("both pairs are one character");
    assert_eq!(names.code_units(pair).collect::<Vec<_>>(), [0xD83D, 0xDE00]);
}
