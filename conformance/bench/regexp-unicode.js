// expect: 2004656153
// Properties of Unicode, code points, and case beyond ASCII.
const words = ['λόγος', 'Ἀθήνα', 'слово', 'Москва', 'naïve', '日本語', 'テキスト', '😀', '👩‍👩‍👧‍👦', 'θάλασσα', '１２', 'Ωμέγα', 'Straße', 'ǅungla', 'x²', 'don’t', '—', '€20'];
let text = '';
for (let n = 0; n < 12000; n++) text += words[(n * 7 + (n >> 4)) % words.length] + (n % 12 === 11 ? '\n' : ' ');

let result = 0;
const add = (matches) => { result = (result * 31 + (matches === null ? 0 : matches.length)) | 0; };
for (let round = 0; round < 5; round++) {
  add(text.match(/\p{L}+/gu));
  add(text.match(/\p{Lu}\p{Ll}+/gu));
  add(text.match(/\p{Script=Greek}+/gu));
  add(text.match(/[\p{Script_Extensions=Han}\p{Script_Extensions=Katakana}]+/gu));
  add(text.match(/\p{N}+|\p{Sc}\p{Nd}+/gu));
  add(text.match(/\p{RGI_Emoji}/gv));
  add(text.match(/[\p{L}--[a-z]]+/gv));
  add(text.match(/[^\p{ASCII}\s]/gu));
  add(text.match(/\b\w+\b/g));
  add(text.match(/ωμέγα|μοσκβα|москва|strasse|straße/giu));
  add(text.match(/./gu));
  add(text.split(/[^\p{L}\p{M}\p{N}\p{Pc}’]+/u));
  add(text.replace(/(?<first>\p{L})(?<rest>\p{L}*)/gu, (all, first, rest) => first.toUpperCase() + rest));
  add(text.replace(/[\u{1F300}-\u{1FAFF}]\uFE0F?(?:\u200D[\u{1F300}-\u{1FAFF}]\uFE0F?)*/gu, ':emoji:'));
}
console.log('@ok', result);
