// The patterns and texts of regexp.rs in the engine that runs this file:
// `node peer.mjs [NAME]`, `node --jitless peer.mjs`.
const SIZE = 10_000_000;

class Random {
  constructor(state) {
    this.state = state;
  }
  below(bound) {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s >>> 0;
    return this.state % bound;
  }
  pick(words) {
    return words[this.below(words.length)];
  }
}

const WORDS = "the and of Holmes said window street carriage morning Watson remarkable I was upon table singular London fog night pipe".split(" ");
const SOURCE = ["function", "return", "const", "x", "counter", "this.value", "=", "=>", "(", ")", "{", "}", '"a string\\n"', "3.1415", "// note\n", "42"];
const GREEK = ["λόγος", "Ἀθήνα", "слово", "Москва", "naïve", "日本語", "😀", "θάλασσα", "12", "Ωμέγα"];

function repeat(size, line) {
  const random = new Random(7);
  const parts = [];
  let length = 0;
  while (length < size) {
    const text = line(random);
    parts.push(text);
    length += text.length;
  }
  return parts.join("");
}

const words = (list, size) => repeat(size, (r) => r.pick(list) + (r.below(12) === 0 ? "\n" : " "));
const log = () =>
  repeat(SIZE, (r) => {
    const a = r.below(256), b = r.below(256), c = r.below(1000);
    const method = r.pick(["GET", "POST", "PUT"]);
    const page = r.pick(WORDS), status = r.pick(["200", "404", "301"]), bytes = r.below(100_000);
    return `10.0.${a}.${b} - - [21/Nov/2026:10:25:${c} +0000] "${method} /${page}/${c} HTTP/1.1" ${status} ${bytes}\n`;
  });
const html = () =>
  repeat(SIZE, (r) => {
    const tag = r.pick(["p", "div", "span"]), word = r.pick(WORDS);
    const entity = r.pick(["&amp;", "&lt;", "&#39;", "&nbsp;", "&x", '"', "'"]);
    return `<${tag} class="${word}">${word} ${word} ${entity} ${word}</${tag}>\n`;
  });
const csv = () =>
  repeat(SIZE, (r) => {
    const word = r.pick(WORDS), number = r.below(1_000_000);
    const quoted = r.pick(['"a, b"', '"say ""hi"""', "plain", ""]);
    return `${number},${word},${quoted},${word} ${word}\n`;
  });
const mail = () =>
  repeat(SIZE, (r) => {
    const name = r.pick(WORDS), host = r.pick(WORDS);
    let text = `${name} ${host} `;
    if (r.below(8) === 0) text += `${name}.${host}@${host}.example.org 2026-11-${r.below(30)} 1,234,${r.below(999)}\n`;
    return text;
  });

const texts = {
  source: words(SOURCE, SIZE), prose: words(WORDS, SIZE), greek: words(GREEK, SIZE / 2),
  log: log(), html: html(), csv: csv(), mail: mail(),
};
const cases = [
  ["tokenizer", /\s+|([A-Za-z_$][\w$]*)|(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*")|(\/\/[^\n]*)|([{}()\[\];,.<>=!+*\/&|^~?:%-]+)/y, "source"],
  ["keywords", /\b(?:function|return|const|let|var|if|else|for|while|class|this)\b/g, "source"],
  ["string-literal", /"(?:[^"\\]|\\.)*"/g, "source"],
  ["log", /^(\S+) \S+ \S+ \[([^\]]+)\] "([A-Z]+) ([^ "]+)[^"]*" (\d{3}) (\d+)$/gm, "log"],
  ["escape-html", /[&<>"']/g, "html"],
  ["entities", /&(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-f]+);/g, "html"],
  ["tags", /<(\w+)[^>]*>(.*?)<\/\1>/g, "html"],
  ["lazy-tags", /<.*?>/g, "html"],
  ["csv", /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g, "csv"],
  ["split-comma", /\s*,\s*/g, "csv"],
  ["letters", /\p{L}+/gu, "greek"],
  ["capitalized", /\p{Lu}\p{Ll}+/gu, "greek"],
  ["greek", /\p{Script=Greek}+/gu, "greek"],
  ["any-point", /./gu, "greek"],
  ["ignore-case", /sherlock holmes|holmes/gi, "prose"],
  ["ignore-case-names", /\b(?:watson|moriarty|lestrade)\b/gi, "prose"],
  ["literal", /singular morning/g, "prose"],
  ["words", /\w+/g, "prose"],
  ["ing", /[a-z]+ing\b/g, "prose"],
  ["trim", /^\s+|\s+$/gm, "prose"],
  ["mail", /[\w.+-]+@[\w-]+\.[\w.-]+/g, "mail"],
  ["date", /(\d{4})-(\d{2})-(\d{2})/g, "mail"],
  ["thousands", /\d(?=(?:\d{3})+(?!\d))/g, "log"],
];
for (const [name, pattern, key] of cases) {
  if (process.argv[2] && process.argv[2] !== name) continue;
  const text = texts[key];
  let best = Infinity;
  let count = 0;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    count = 0;
    pattern.lastIndex = 0;
    let last = -1;
    while (pattern.test(text)) {
      count++;
      // An empty match does not move on by itself.
      if (pattern.lastIndex === last) pattern.lastIndex++;
      last = pattern.lastIndex;
    }
    best = Math.min(best, performance.now() - start);
  }
  console.log(`${name}\t${count}\t${best.toFixed(1)}`);
}
