//! The JavaScript virtual machine of the Kataan engine: values, objects, realms and the interpreter.
