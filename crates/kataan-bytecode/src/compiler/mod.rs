//! From syntax trees to bytecode.
//!
//! A text is parsed once; its top level (and what is called where it stands) is compiled at once,
//! every other function when it is first called ([`Program::compile_function`]) or, in
//! [`Mode::Whole`], all of them into one unit.
//!
//! In reading order: `program` (entry points), `unit` (constants and the functions to do), `function`,
//! `prologue` and `top_level` (what code begins and ends with), `scope` and `name` (where variables
//! live), `expression/`, `condition`,
//! `pattern`, `statement/`, `control` (leaving blocks), `generator`, `class`, `module`; below them
//! `assembler` and `register`.

mod assembler;
mod class;
mod condition;
mod control;
mod expression;
mod fold;
mod function;
mod generator;
mod module;
mod name;
mod outer;
mod pattern;
mod program;
mod prologue;
mod register;
mod scope;
mod statement;
mod top_level;
mod unit;

pub use program::{CompileError, Compiled, EvalScope, Mode, Options, Program};
