console.log('before');
await null;
throw new TypeError('after an await');
