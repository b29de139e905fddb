// Source text nested 100,000 deep is a value or a clear error, never a crash.
const deep = 100000;
const forms = {
  array: ['[', '', ']'],
  object: ['{a:', '1', '}', '(', ')'],
  parenthesis: ['(', '1', ')'],
  block: ['{', '', '}'],
  'if': ['if(1)', ';', ''],
  'else': ['if(0);else ', ';', ''],
  'for': ['for(;0;)', ';', ''],
  'for of': ['for(x of[])', ';', ''],
  'while': ['while(0)', ';', ''],
  'do': ['do ', ';', ' while(0)'],
  label: [(i) => `l${i}:`, ';', ''],
  'try': ['try{', '', '}catch{}'],
  'finally': ['try{}finally{', '', '}'],
  'switch': ['switch(0){default:', '', '}'],
  'with': ['with({})', ';', ''],
  function: ['(function(){', '', '})'],
  declaration: [(i) => `function f${i}(){`, '', '}'],
  arrow: ['()=>', '1', ''],
  'arrow body': ['()=>{', '', '}', '(', ')'],
  'arrow parameters': ['(a=', '1', ')=>1'],
  'async arrow': ['async()=>', '1', ''],
  generator: ['(function*(){', '', '})'],
  class: ['(class{m(){', '', '}})'],
  'class heritage': ['class extends ', 'Object', '{}', '(', ')'],
  'class field': ['(class{a=', '1', '})'],
  'class static': ['(class{static{', '', '}})'],
  'class key': ['(class{[', '1', '](){}})'],
  template: ['`${', '1', '}`'],
  'tagged template': ['a`${', '1', '}`', 'a=>', ''],
  call: ['f(', '', ')', '(f=>', ')'],
  'call chain': ['', 'f', '()', '(f=>', ')'],
  member: ['', 'f', '.a', '(f=>', ')'],
  'computed member': ['f[', '1', ']', '(f=>', ')'],
  'member chain': ['', 'f', '[0]', '(f=>', ')'],
  'optional chain': ['', 'f', '?.a', '(f=>', ')'],
  new: ['new ', 'f', '', '(f=>', ')'],
  not: ['!', '1', ''],
  minus: ['- ', '1', ''],
  typeof: ['typeof ', '1', ''],
  await: ['await ', '1', '', '(async()=>', ')'],
  yield: ['yield ', '1', '', '(function*(){', '})'],
  plus: ['1+', '1', ''],
  power: ['1**', '1', ''],
  and: ['1&&', '1', ''],
  or: ['0||', '1', ''],
  nullish: ['null??', '1', ''],
  comma: ['1,', '1', ''],
  conditional: ['1?1:', '1', ''],
  'conditional middle': ['1?', '1', ':1'],
  assignment: ['a=', '1', '', 'var a;'],
  'array pattern': ['[', 'a', ']', 'var a,', '=[]'],
  'object pattern': ['{a:', 'a', '}', 'var ', '={}'],
  'array assignment': ['[', 'a', ']', 'var a;(', '=[])'],
  'default value': ['{a=', '1', '}', 'var ', '={}'],
  spread: ['[...', '[]', ']'],
  regexp: ['(', '', ')', '/', '/'],
  'regexp class': ['[', 'a', ']', '/', '/v'],
  'regexp lookahead': ['(?=', '', ')', '/', '/'],
};
const repeat = (part, count) =>
  typeof part === 'string' ? part.repeat(count) : Array.from({ length: count }, (_, i) => part(i)).join('');
for (const [name, [open, middle, close, before = '', after = '']] of Object.entries(forms)) {
  const text = before + repeat(open, deep) + middle + repeat(close, deep) + after;
  for (const [kind, compile] of [['eval', eval], ['function', Function]]) {
    try {
      compile(text);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError || error instanceof ReferenceError)) {
        console.log(name, kind, error);
      }
    }
  }
}
console.log('done');
