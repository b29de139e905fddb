console.log('before');
Promise.reject(new RangeError('nobody listens'));
Promise.resolve().then(() => console.log('a job runs first'));
setTimeout(() => console.log('this must not be printed'), 5);
