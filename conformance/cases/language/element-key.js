// A computed key is converted once for each reference, and at the right moment.
const order = [];
const key = (name) => ({ toString() { order.push('key ' + name); return name; } });
const value = (name, result) => (order.push('value ' + name), result);
const object = { get x() { order.push('get x'); return 1; }, set x(v) { order.push('set x ' + v); }, n: 1, u: undefined };
const show = (what) => { console.log(what + ': ' + order.join(', ')); order.length = 0; };

object[key('x')] += value('right', 2); show('compound');
object[key('x')]++; show('postfix');
--object[key('n')]; show('prefix');
object[key('u')] ??= value('right', 3); show('nullish');
object[key('x')] &&= value('right', 4); show('and');
object[key('x')] ||= value('right', 5); show('or');
object[key('x')] = value('right', 6); show('plain');
({ [key('x')]: object[key('n')] } = { get x() { order.push('source'); return 7; } }); show('pattern');
delete object[key('u')]; show('delete');
object[key('m')] = function () { return this === object; };
order.push(object[key('m')]()); show('call');

// The base is looked at first.
for (const base of [null, undefined]) {
  try { base[key('x')] += value('right', 1); } catch (error) { order.push(error.name); }
  show(String(base) + ' compound');
  try { base[key('x')] = value('right', 1); } catch (error) { order.push(error.name); }
  show(String(base) + ' plain');
  for (const plain of [0, 'name', Symbol.iterator]) {
    try { base[plain] += value('right', 1); } catch (error) { order.push(error.name); }
    show(String(base) + ' ' + typeof plain);
  }
}
const numbers = [1, 2, 3];
for (let i = 0; i < 3; i++) numbers[i] += i * 10;
numbers[-0] *= 2; numbers['1'] -= 1; numbers[1.5] ??= 'odd';
console.log(numbers.join(), numbers[1.5]);
