//! ECMAScript source text to tokens, syntax trees, scopes and early errors.
