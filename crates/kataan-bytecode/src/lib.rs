//! The Kataan bytecode: opcode table, compiler, container, verifier and disassembler.
