const log = [];
const note = (text) => log.push(text);
setTimeout(() => note('timeout 5'), 5);
setTimeout((a, b) => note(`timeout 1 ${a} ${b}`), 1, 'a', 'b');
setImmediate(() => note('immediate'));
const cleared = setTimeout(() => note('never'), 1);
clearTimeout(cleared);
queueMicrotask(() => note('microtask'));
process.nextTick(() => note('tick'));
let turns = 0;
const interval = setInterval(() => {
  note(`interval ${++turns}`);
  if (turns === 2) {
    clearInterval(interval);
    console.log(log.slice(0, 3).sort().join(), log.length, log.includes('never'), log.includes('timeout 1 a b'));
  }
}, 10);
note('end');
