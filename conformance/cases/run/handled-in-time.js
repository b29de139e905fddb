// A rejection that is handled before the jobs are done is no error.
const rejected = Promise.reject(new Error('x'));
Promise.resolve().then(() => rejected.catch((error) => console.log('handled', error.message)));
