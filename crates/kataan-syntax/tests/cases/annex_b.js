{ function plain() { } }
{ let blocked; { function blocked() { } } }
function inner(parameter) {
  { function parameter() { } }
  { function twice() { } function twice() { } }
  { function later() { } } let later;
  if (1) function branch() { }
  switch (1) { case 1: function clause() { } }
  try { } catch (simple) { { function simple() { } } }
  try { } catch ([pattern]) { { function pattern() { } } }
  for (let head of []) { { function head() { } } }
  { async function modern() { } }
  { function arguments() { } }
  label: function labeled() { }
}
function strict() { "use strict"; { function f() { } } }
