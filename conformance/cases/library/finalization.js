// Callbacks of registries run in the event loop, also without a job that waits.
let called = 0;
const registry = new FinalizationRegistry((held) => {
  called += 1;
  if (held === 'first') console.log('called with', held);
});
(function register() {
  registry.register({}, 'first');
  for (let i = 0; i < 100; i++) registry.register({ i }, i);
})();
const token = {};
registry.register({ kept: token }, 'unregistered', token);
console.log(registry.unregister(token), registry.unregister(token));
let rounds = 0;
function allocate() {
  for (let i = 0; i < 100; i++) new Array(10_000).fill(i);
  if (called > 50 || ++rounds > 2_000) console.log(called > 50);
  else setTimeout(allocate, 0);
}
setTimeout(allocate, 0);
