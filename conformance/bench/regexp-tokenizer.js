// expect: -1105505535
// A sticky pattern of named groups that cuts source text into tokens.
const unit = (n) => `
function step${n}(state, input) { // step ${n}
  const { left, right: [first, ...rest] } = state;
  if (left === null || first >= 0x${(n * 7919).toString(16)}) return input.slice(${n}, -1);
  let total = ${n}.5e3 + rest.length / 2; /* a comment
     of two lines */
  for (const item of rest) { total += item?.price ?? 0; text += "a \\"string\\" " + 'another'; }
  return \`total: \${total}\`;
}
`;
const source = Array.from({ length: 400 }, (_, n) => unit(n)).join('');
const token = /(?<space>\s+)|(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)|(?<name>[A-Za-z_$][\w$]*)|(?<number>0[xX][\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?<mark>=>|\?\?|\?\.|\.\.\.|[=!]={0,2}|[-+*\/<>|&]=?|[{}()\[\];,.:?])/y;
const keywords = /^(?:function|return|const|let|var|if|else|for|of|while|class|this|null|new|in)$/;

let result = 0;
for (let round = 0; round < 3; round++) {
  const counts = { space: 0, comment: 0, name: 0, keyword: 0, number: 0, string: 0, mark: 0 };
  let reached = token.lastIndex = 0;
  for (let match; (match = token.exec(source)) !== null;) {
    const { groups } = match;
    if (groups.name !== undefined) counts[keywords.test(groups.name) ? 'keyword' : 'name']++;
    else if (groups.space !== undefined) counts.space++;
    else if (groups.mark !== undefined) counts.mark++;
    else if (groups.number !== undefined) counts.number++;
    else if (groups.string !== undefined) counts.string += groups.string.length;
    else counts.comment++;
    reached = token.lastIndex;
  }
  if (reached !== source.length) throw new Error('the end was not reached');
  for (const kind in counts) result = (result * 31 + counts[kind]) | 0;
}
// Each pattern of a list is tried in turn, as small lexers do.
const patterns = [/^\s+/, /^\/\/.*/, /^\/\*[^]*?\*\//, /^[a-zA-Z_$][\w$]*/, /^\d[\w.]*/, /^(["'`])(?:\\.|(?!\1)[^\\])*\1/, /^[^\s\w]/];
let rest = source.slice(0, 20000);
while (rest !== '') {
  for (const pattern of patterns) {
    const match = pattern.exec(rest);
    if (match !== null) {
      result = (result + match[0].length) | 0;
      rest = rest.slice(match[0].length);
      break;
    }
  }
}
console.log('@ok', result);
