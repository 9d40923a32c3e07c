// AssertionErrors: messages, generated diffs, expected errors, match, rejects, strict and loose.
const assert = require('node:assert');
const show = (run) => { try { run(); console.log('passed'); } catch (error) { console.log(error.name, error.code, error.operator, error.generatedMessage, error.message.slice(0, 300)); } };
show(() => assert.equal(1, '1'));
show(() => assert.equal(1, 2));
show(() => assert.strictEqual('a\nb\nc', 'a\nx\nc'));
show(() => assert.deepEqual({ a: 1 }, { a: '1' }));
show(() => assert.deepStrictEqual({ a: [1, 2, { b: 3 }] }, { a: [1, 2, { b: 4 }] }));
show(() => assert.notStrictEqual(1, 1, 'own message'));
show(() => assert.notDeepStrictEqual([1], [1]));
show(() => assert.partialDeepStrictEqual?.({ a: 1, b: 2 }, { a: 2 }));
show(() => assert.throws(() => { throw new TypeError('bad thing'); }, { name: 'TypeError', message: /thing/ }));
show(() => assert.throws(() => { throw new TypeError('bad'); }, { message: 'good' }));
show(() => assert.throws(() => {}, RangeError, 'nothing thrown'));
show(() => assert.throws(() => { throw new Error('e'); }, (error) => error.message === 'x'));
show(() => assert.doesNotThrow(() => { throw new Error('thrown'); }, 'oops'));
show(() => assert.match('abc', /x/));
show(() => assert.doesNotMatch('abc', /b/));
show(() => assert.ifError(null));
show(() => assert.ifError(new Error('if')));
show(() => assert.fail());
show(() => assert.fail(new RangeError('mine')));
show(() => assert.strict.equal(NaN, NaN));
(async () => {
  await assert.rejects(Promise.reject(new Error('r')), /r/);
  await assert.rejects(Promise.resolve(1)).catch((error) => console.log(error.code, error.message));
  await assert.doesNotReject(Promise.reject(new Error('no'))).catch((error) => console.log(error.code, error.message));
  await assert.rejects(5).catch((error) => console.log(error.code));
})();
