// run: kataan --test262 {file}
// Agents are isolates on threads of their own that share memory.
const script = (name) => `
  $262.agent.receiveBroadcast((buffer, number) => {
    const cells = new Int32Array(buffer);
    for (let i = 0; i < 10_000; i++) Atomics.add(cells, 0, number);
    Atomics.add(cells, 1, 1);
    Atomics.notify(cells, 1);
    const woken = Atomics.wait(cells, 2, 0);
    $262.agent.report('${name} ' + woken);
    $262.agent.leaving();
  });
`;
$262.agent.start(script('first'));
$262.agent.start(script('second'));
const cells = new Int32Array(new SharedArrayBuffer(16));
$262.agent.broadcast(cells.buffer, 3);
while (Atomics.load(cells, 1) < 2) $262.agent.sleep(1);
print(cells[0]);
let woken = 0;
while (woken < 2) woken += Atomics.notify(cells, 2);
const reports = [];
while (reports.length < 2) {
  const report = $262.agent.getReport();
  if (report === null) $262.agent.sleep(1);
  else reports.push(report);
}
print(reports.sort().join(', '));
print($262.agent.getReport());

// A promise that waits is settled by another agent, and keeps this one alive until it is.
$262.agent.start(`
  $262.agent.receiveBroadcast((buffer) => {
    const cells = new Int32Array(buffer);
    Atomics.store(cells, 3, 1);
    while (Atomics.notify(cells, 3) === 0);
  });
`);
const { async: isAsync, value } = Atomics.waitAsync(cells, 3, 0);
print(isAsync, value instanceof Promise);
value.then((outcome) => print('async', outcome));
$262.agent.broadcast(cells.buffer);

// One that nobody stops ends with the program.
$262.agent.start('for (;;) ;');
