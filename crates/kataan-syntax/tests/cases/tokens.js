#! hashbang
a = b / c / /[/\]]+/gi.source; x /= 2
`p${ `q${1}r` }s`; 0x1F + 1_000n + .5e-3 + 017 + 08.5
"\x41\u{1F600}\
z" + '\0' // comment
<!-- html comment
--> another
cl\u0061sses?.5:a?.b ?? c; class C { #x; m() { #x in o } } a >>>= 1; b **= 2
