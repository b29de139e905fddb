// Normalization leaves lone surrogates alone, and does not combine across them.
const units = (text) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16)).join(' ');
for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
  console.log(form, units('\ud83d'.normalize(form)), '|', units('A\u030a\ud800\u030aA\u030a\udc00\u00c5'.normalize(form)), '|', units('\ud83d\ude00\ufb01'.normalize(form)));
}
