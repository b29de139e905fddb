// A rejection with a plain value, and one that is handled late enough to count.
Promise.reject({ code: 7 });
