// A regular expression with a property of its own takes the specification's long way through every
// method. Both ways must give the same results and leave the same state.

const patterns = [
  /a/, /a/g, /a/y, /a/gy, /(?:)/g, /(?:)/gu, /x*/g, /(a)(b)?/g, /(?<one>a)|(?<two>b)/g, /(?<n>a)|(?<n>b)/gd,
  /\d+/, /,\s*/, /([,;])/, /$/gm, /^/gm, /\b/g, /[\u{1F600}-\u{1F64F}]/gu, /./gu, /./g, /b(?=c)/, /z/g,
  /(1)(2)(3)(4)(5)(6)(7)(8)(9)(10)?/g, /\s+$/, /A/gi, /é/g,
];
const texts = ["", "a", "b", "abcabc", "aab, b;  c", "line\nline two\n", "😀a😀", "12345678910", "café é", "  x  "];
const templates = ["", "-", "$$", "$&$&", "[$`|$']", "$1$2$3", "$10$01$00", "<$<one>$<n>>", "$", "$<one", "$<>"];

function outcome(action, regexp, text) {
  RegExp.input = "none";
  let result;
  try {
    result = JSON.stringify(action(regexp, text));
  } catch (error) {
    result = "throws " + error.name;
  }
  const legacy = [RegExp.$1, RegExp.$9, RegExp.lastMatch, RegExp.lastParen, RegExp.leftContext, RegExp.rightContext];
  return [result, typeof regexp.lastIndex, String(regexp.lastIndex), RegExp.input, ...legacy].join("|");
}

const describe = (result) => result && [...result, result.index, result.groups && { ...result.groups }, result.indices];
const actions = {
  test: (regexp, text) => regexp.test(text),
  exec: (regexp, text) => describe(regexp.exec(text)),
  match: (regexp, text) => text.match(regexp),
  search: (regexp, text) => text.search(regexp),
  split: (regexp, text) => text.split(regexp),
  splitSome: (regexp, text) => text.split(regexp, 2),
  matchAll: (regexp, text) => [...text.matchAll(regexp)].map(describe),
  replaceByFunction: (regexp, text) => text.replace(regexp, (...all) => "<" + JSON.stringify(all) + RegExp.lastMatch + ">"),
};
for (const template of templates) {
  actions["replace by " + template] = (regexp, text) => text.replace(regexp, template);
}

const wrong = [];
let count = 0;
for (const pattern of patterns) {
  for (const text of texts) {
    for (const name in actions) {
      for (const lastIndex of [0, 1, 3, 99]) {
        const short = new RegExp(pattern);
        const long = new RegExp(pattern);
        long.own = true;
        short.lastIndex = long.lastIndex = lastIndex;
        /before (it)/.exec("before it");
        const expected = outcome(actions[name], long, text);
        /before (it)/.exec("before it");
        const found = outcome(actions[name], short, text);
        count++;
        if (expected !== found) {
          wrong.push(`${name} of ${pattern} at ${lastIndex} in ${JSON.stringify(text)}: ${expected} became ${found}`);
        }
      }
    }
  }
}

// What is patched is asked.
const { exec } = RegExp.prototype;
const log = [];
RegExp.prototype.exec = function (text) {
  log.push(text);
  return exec.call(this, text);
};
if ("abab".replace(/a/g, "-") !== "-b-b" || log.length !== 3) wrong.push("a patched exec is not called");
RegExp.prototype.exec = exec;
const { get } = Object.getOwnPropertyDescriptor(RegExp.prototype, "flags");
Object.defineProperty(RegExp.prototype, "flags", { configurable: true, get: () => "" });
if ("abab".replace(/b/g, "-") !== "a-ab") wrong.push("patched flags are not read");
Object.defineProperty(RegExp.prototype, "flags", { configurable: true, get });
if ("abab".replace(/b/g, "-") !== "a-a-") wrong.push("restored flags are not read");

wrong.length ? wrong.slice(0, 5).join("\n") : `${count} agree`;
