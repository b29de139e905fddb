// Templates with helpers, partials, blocks and escapes.
const Handlebars = require('handlebars');

Handlebars.registerHelper('upper', (text) => String(text).toUpperCase());
Handlebars.registerHelper('list', function (items, options) {
  return '<ul>' + items.map((item) => '<li>' + options.fn(item) + '</li>').join('') + '</ul>';
});
Handlebars.registerPartial('person', '{{name}} ({{age}}){{#if admin}} *{{/if}}');

const template = Handlebars.compile(`<h1>{{upper title}}</h1>
{{#each people as |person index|}}
  {{index}}: {{> person person}}{{#unless @last}},{{/unless}}
{{else}}
  nobody
{{/each}}
{{#with owner}}{{name}} &amp; {{{html}}} {{html}}{{/with}}
{{#list people}}{{name}}{{/list}}
{{!-- a comment --}}{{lookup map "key"}} {{#if missing}}yes{{else if title}}no{{/if}}
`);
console.log(template({
  title: 'people',
  people: [{ name: 'Ann', age: 30, admin: true }, { name: 'Bob <b>', age: 41 }],
  owner: { name: 'Zed', html: '<i>"x"</i>' },
  map: { key: 'value' },
}));
console.log(template({ title: 'none', people: [] }));
console.log(Handlebars.precompile('{{#if a}}{{b.c}}{{/if}}').length > 100);
try {
  Handlebars.compile('{{#if a}}')({});
} catch (error) {
  console.log(error.message);
}
