// Markdown to HTML.
const { marked } = require('marked');

const text = `# Title *with* emphasis

A paragraph with \`code\`, **bold**, [a link](http://example.com "title") and <b>html</b>,
a line break  
and ~~deleted~~ text. Auto: https://example.com/path?x=1&y=2

- one
- two
  1. nested
  2. list
- [x] done

> a quote
> > nested

| a | b |
|---|:-:|
| 1 | 2 |

\`\`\`js
const x = 1 < 2;
\`\`\`

![image](a.png) &copy; \\*escaped\\*

[ref]: http://example.com/ref
See [ref].
`;
console.log(marked.parse(text));
console.log(marked.parse(text.repeat(200)).length);
console.log(JSON.stringify(marked.lexer('* a\n* b').map((token) => token.type)));
