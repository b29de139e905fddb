require('./fixtures/bad.json');
