//! ECMAScript regular expressions, compiled and matched over Latin-1 or UTF-16 text.
