// An error of the program's own shows its name and properties of its stack.
class ParseError extends Error {
  constructor(message, line) { super(message); this.name = 'ParseError'; this.line = line; }
}
function parse() { throw new ParseError('unexpected end', 3); }
parse();
