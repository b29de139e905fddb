//! Programs made from bytes: each byte is a choice, and where bytes end the choices are the first,
//! which are leaves. So every input is a program that parses, small changes of the input are small
//! changes of the program, and loops and recursion are bounded.

use std::fmt::Write;

/// How deep expressions and statements nest.
const DEPTH: u32 = 6;
/// How long a text gets.
const LENGTH: usize = 6000;

/// Names that every scope knows; they hold whatever the program put in them.
const NAMES: &[&str] = &["a", "b", "c", "d", "e"];
const KEYS: &[&str] = &[
    "x",
    "y",
    "length",
    "name",
    "0",
    "1",
    "-1",
    "constructor",
    "next",
];
const METHODS: &[&str] = &[
    "push(1, a)",
    "pop()",
    "shift()",
    "unshift(b, 2)",
    "splice(1, 1, c)",
    "slice(-2)",
    "concat(a, [b])",
    "reverse()",
    "sort()",
    "sort((p, q) => p < q ? 1 : -1)",
    "map(f)",
    "filter(f)",
    "forEach(f)",
    "reduce((p, q) => [p, q], 0)",
    "join('-')",
    "flat()",
    "includes(b)",
    "fill(c)",
    "copyWithin(0, 1)",
    "keys()",
    "entries()",
    "set(a, b)",
    "get(a)",
    "add(c)",
    "has(d)",
    "delete(a)",
    "clear()",
    "toString()",
    "repeat(3)",
    "padStart(9, 'xy')",
    "split('')",
    "replace(/./g, f)",
    "match(/(a|b)+/)",
    "at(-1)",
    "indexOf('a')",
    "call(a, b, c)",
    "apply(b, [c])",
    "bind(a, 1)",
    "next(b)",
    "return(c)",
    "throw(d)",
    "then(f, f)",
    "finally(f)",
    "hasOwnProperty('x')",
    "valueOf()",
    "with(0, b)",
    "toSpliced(0, 1)",
    "normalize()",
    "toSorted()",
    "union(new Set([a]))",
];
const GLOBALS: &[&str] = &[
    "Object.keys(",
    "Object.entries(",
    "Object.assign({}, ",
    "Object.freeze(",
    "Object.create(",
    "Object.getOwnPropertyDescriptors(",
    "Object.groupBy([a, b], () => ",
    "JSON.stringify(",
    "Array.from(",
    "Array.of(1, ",
    "new Array(3).concat(",
    "new Map([[1, ",
    "new Set([1, ",
    "new WeakMap([[{}, ",
    "new WeakRef(Object(",
    "new Proxy(Object(",
    "Promise.resolve(",
    "Promise.all([",
    "new Uint8Array([",
    "new Float64Array([",
    "String(",
    "Number.parseFloat(",
    "BigInt.asIntN(8, BigInt(",
    "Symbol.for(String(",
    "structured(",
    "Reflect.ownKeys(Object(",
    "Reflect.construct(Object, [",
    "Math.max(1, ",
    "keep(",
    "keep([",
    "eval('a', ",
    "Iterator.from([",
    "new Error('m', { cause: ",
    "new (class extends Array {})(",
    "isNaN(",
    "new Date(",
];

/// Writes a program.
pub(crate) struct Writer<'b> {
    bytes: std::slice::Iter<'b, u8>,
    text: String,
    depth: u32,
    /// What may stand here: `yield`, `await`, `break`.
    generator: bool,
    asynchronous: bool,
    loops: u32,
}

/// The program that the bytes choose.
pub(crate) fn write(bytes: &[u8]) -> String {
    let mut writer = Writer {
        bytes: bytes.iter(),
        text: String::new(),
        depth: 0,
        generator: false,
        asynchronous: false,
        loops: 0,
    };
    let strict = if writer.choose(4) == 3 {
        "'use strict';\n"
    } else {
        ""
    };
    writer.put(strict);
    writer.put("let steps = 0; function structured(v) { return [v]; }\n");
    writer
        .put("function f(...r) { if (++steps > 300) throw 0; return r.length > 1 ? r : r[0]; }\n");
    writer.put("var a = [1, 2.5, 'x'], b = { x: 1, y: f }, c = 'text', d = f, e = null;\n");
    while writer.bytes.len() > 0 && writer.text.len() < LENGTH {
        writer.put("try { ");
        writer.statement();
        writer.put(" } catch (z) { e = z; }\n");
    }
    writer.text
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A number below `count`; the first where bytes have ended.
    fn choose(&mut self, count: usize) -> usize {
        self.bytes
            .next()
            .map_or(0, |byte| usize::from(*byte) % count)
    }

    fn pick(&mut self, list: &'static [&'static str]) -> &'static str {
        list[self.choose(list.len())]
    }

    fn name(&mut self) {
        let name = self.pick(NAMES);
        self.put(name);
    }

    /// Writes pieces: `%` is an expression (`!` in a function of its own), `@` a name, `&` a block of statements, `^` a pattern, `~` a
    /// function's parameters and body.
    fn pieces(&mut self, template: &str) {
        for letter in template.chars() {
            match letter {
                '%' => self.expression(),
                '!' => self.plain_expression(),
                '@' => self.name(),
                '^' => self.pattern(),
                '&' => self.block(),
                '~' => self.function(false, false),
                letter => self.text.push(letter),
            }
        }
    }

    fn is_full(&self) -> bool {
        self.depth >= DEPTH || self.text.len() > LENGTH
    }

    fn block(&mut self) {
        self.put("{ ");
        for _ in 0..1 + self.choose(3) {
            self.statement();
            self.put(" ");
        }
        self.put("}");
    }

    /// An expression in a function that neither yields nor awaits.
    fn plain_expression(&mut self) {
        let outer = (self.generator, self.asynchronous, self.loops);
        (self.generator, self.asynchronous, self.loops) = (false, false, 0);
        self.expression();
        (self.generator, self.asynchronous, self.loops) = outer;
    }

    /// Parameters and body.
    fn function(&mut self, generator: bool, asynchronous: bool) {
        let outer = (self.generator, self.asynchronous, self.loops);
        (self.generator, self.asynchronous, self.loops) = (false, false, 0);
        const PARAMETERS: &[&str] = &[
            "()",
            "(a)",
            "(a, b = %)",
            "(...c)",
            "(^)",
            "(a = eval('b'), { x: p, ...q })",
        ];
        let parameters = self.pick(PARAMETERS);
        self.pieces(parameters);
        (self.generator, self.asynchronous) = (generator, asynchronous);
        self.put(" { if (++steps > 300) throw 0; ");
        for _ in 0..self.choose(3) {
            self.statement();
            self.put(" ");
        }
        self.pieces("return %; }");
        (self.generator, self.asynchronous, self.loops) = outer;
    }

    fn looping(&mut self, head: &str) {
        self.pieces(head);
        self.loops += 1;
        self.put(" { if (++steps > 300) break; ");
        self.statement();
        self.put(" }");
        self.loops -= 1;
    }

    fn statement(&mut self) {
        if self.is_full() {
            return self.pieces("@;");
        }
        self.depth += 1;
        match self.choose(28) {
            0 | 1 => self.pieces("%;"),
            2 | 3 => self.pieces("@ = %;"),
            4 => self.pieces("{ let g = %; @ = () => g; g = %; }"),
            5 => self.pieces("{ const [h = %, ...i] = %; @ = i; }"),
            6 => self.pieces("if (%) & else &"),
            7 => self.looping("for (let i = 0; i < 4; i++)"),
            8 => self.looping("for (const j of %)"),
            9 => self.looping("for (const k in %)"),
            10 => self.looping("for (^ of [%, %])"),
            11 => self.looping("while (%)"),
            12 => self.pieces("try & catch (^) & finally &"),
            13 => self.pieces("try & finally &"),
            14 => self.pieces("throw %;"),
            15 => self.pieces("switch (%) { case %: %; case 1: &; break; default: % }"),
            16 => self.pieces("{ function fn~ @ = fn; @ = fn(%); }"),
            17 => self.class(),
            18 => {
                self.put("{ function* gen");
                self.function(true, false);
                self.pieces(" @ = gen(%); @ = [...gen(%)]; }");
            }
            19 => {
                self.put("{ async function later");
                self.function(false, true);
                self.pieces(" @ = later(%); later().catch(f); }");
            }
            20 => {
                self.put("{ async function* steps_of");
                self.function(true, true);
                self.pieces(" @ = steps_of(%); @.next?.(); }");
            }
            21 if self.loops > 0 => {
                let word = self.pick(&["break;", "continue;"]);
                self.put(word);
            }
            22 => self.pieces("(^ = %);"),
            23 => self.pieces("eval('var v = ' + c); @ = typeof v;"),
            24 => self.pieces("label: { if (%) break label; %; }"),
            25 => self.pieces("{ using u = { [Symbol.dispose]() { !; } }; %; }"),
            26 => self.pieces("delete @.x; @.y = %; @['z' + %] = %;"),
            27 => self.pieces("for (let i = 0; i < 40; i++) @ = { p: @, q: [i, @], r: 'x' + i };"),
            _ => self.pieces("&"),
        }
        self.depth -= 1;
    }

    fn class(&mut self) {
        self.put("{ class K extends (");
        let heritage = self.pick(&[
            "Object",
            "Array",
            "null, Map",
            "class { m() { return 1; } }",
            "f, Error",
            "Promise",
        ]);
        self.put(heritage);
        self.put(") { ");
        for index in 0..self.choose(5) {
            const MEMBERS: &[&str] = &[
                "p = !; ",
                "#q = !; m() { return this.#q; } ",
                "static s = !; ",
                "get g() { return !; } ",
                "set g(v) { @ = v; } ",
                "static { @ = !; } ",
                "constructor(...r) { super(...r); @ = this; } ",
                "['k' + !]() { return super.toString(); } ",
                "*[Symbol.iterator]() { yield !; } ",
                "static async n~ ",
            ];
            // Each kind but once: names of private members and the constructor must be unique.
            let member = MEMBERS[(self.choose(MEMBERS.len()) / 5 * 5 + index) % MEMBERS.len()];
            self.pieces(member);
        }
        self.pieces("} @ = new K(%); @ = K; }");
    }

    fn pattern(&mut self) {
        const PATTERNS: &[&str] = &[
            "[a, b = 1]",
            "{ x: c, ...d }",
            "[, ...e]",
            "{ length: a = 3, y: [b] = [] }",
            "{ [c]: d }",
        ];
        let pattern = self.pick(PATTERNS);
        self.put(pattern);
    }

    fn expression(&mut self) {
        if self.is_full() {
            return self.leaf();
        }
        self.depth += 1;
        match self.choose(34) {
            0..=5 => self.leaf(),
            6 => self.pieces("[%, %, , ...[%]]"),
            7 => self.pieces("({ x: %, y: %, @, get z() { return !; }, m~, ...@ })"),
            8 => self.pieces("(% + %)"),
            9 => {
                let operator = self.pick(&[
                    "-",
                    "*",
                    "/",
                    "%",
                    "**",
                    "&",
                    "|",
                    "^",
                    "<<",
                    ">>>",
                    "<",
                    ">=",
                    "==",
                    "===",
                    "!=",
                    "in",
                    "instanceof",
                    "&&",
                    "||",
                    "??",
                    ",",
                ]);
                let _ = write!(self.text, "((");
                self.pieces("%) ");
                self.put(operator);
                self.pieces(" (%))");
            }
            10 => self.pieces("(% ? % : %)"),
            11 => self.pieces("@.x"),
            12 => self.pieces("@[%]"),
            13 => self.pieces("@?.y?.(%)"),
            14 => self.pieces("(@.x = %)"),
            15 => self.pieces("(@[%] = %)"),
            16 | 17 => {
                let method = self.pick(METHODS);
                self.pieces("@.");
                self.put(method);
            }
            18..=21 => {
                let call = self.pick(GLOBALS);
                self.put(call);
                self.expression();
                let close = closing(call);
                self.put(&close);
            }
            22 => self.pieces("(() => !)"),
            23 => self.pieces("(function~)"),
            24 => self.pieces("f(%, %)"),
            25 => self.pieces("d(%)"),
            26 => self.pieces("new d(%)"),
            27 => self.pieces("`${%}-${@}`"),
            28 => self.pieces("(typeof %)"),
            29 => self.pieces("(@ += %)"),
            30 => self.pieces("@++"),
            31 if self.generator => self.pieces("(yield %)"),
            32 if self.asynchronous => self.pieces("(await %)"),
            33 => self.pieces("JSON.parse('[1,{\"x\":[2]}]', (k, v) => { @ = v; return v; })"),
            _ => self.pieces("f`x${%}y`"),
        }
        self.depth -= 1;
    }

    fn leaf(&mut self) {
        match self.choose(14) {
            0..=5 => self.name(),
            6 => self.put("1"),
            7 => self.put("-0.5"),
            8 => self.put("'s'"),
            9 => self.put("undefined"),
            10 => self.put("12345678901234567890n"),
            11 => {
                let key = self.pick(KEYS);
                let _ = write!(self.text, "'{key}'");
            }
            12 => self.put("2147483647"),
            _ => self.put("Symbol.iterator"),
        }
    }
}

/// What closes the brackets that a text leaves open.
fn closing(text: &str) -> String {
    let mut open = Vec::new();
    for letter in text.chars() {
        match letter {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' => {
                open.pop();
            }
            _ => {}
        }
    }
    if text.starts_with("new Proxy") {
        return "), { get(t, k, r) { return Reflect.get(t, k, r); } })".to_owned();
    }
    open.into_iter().rev().collect()
}
