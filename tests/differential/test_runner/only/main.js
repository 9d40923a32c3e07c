// --test-only runs what is marked; a pattern would leave the rest.
const { test, describe, it } = require('node:test');
test('not this', () => console.log('wrong'));
test.only('this', async (t) => { await t.test('child', () => console.log('child')); });
describe('suite', () => { it.only('inside', () => console.log('inside')); it('not inside', () => console.log('wrong')); });
test('options', { only: true }, () => console.log('options'));
