// The excerpt is of the file in which the error arose.
require('./fixtures/throws.js')({ user: {} });
