// Tests, subtests, suites and hooks run in order, and failures make the exit code 1.
const { test, describe, it, before, after, beforeEach, afterEach, suite } = require('node:test');
const assert = require('assert');
const log = [];
before(() => log.push('before all'));
after(() => console.log(log.join()));
test('passes', () => {});
test('fails', () => { assert.strictEqual(1, 2, 'not equal') });
test('async fails', async () => { await null; throw new TypeError('later') });
test('callback', (t, done) => setImmediate(done));
test('callback fails', (t, done) => setImmediate(done, new Error('given')));
test('parent', async (t) => { await t.test('child', () => {}); await t.test('bad child', () => { throw 'text' }); t.diagnostic('said'); });
test('skipped', { skip: 'reason' }, () => {});
test('todo', { todo: true }, () => { throw new Error('todo may fail') });
test('skips itself', (t) => t.skip('inside'));
test('todoes itself', (t) => t.todo('inside'));
describe('suite', () => {
  beforeEach(() => log.push('each'));
  afterEach((t) => log.push('after ' + t.name));
  it('one', () => log.push('one'));
  it('two', async () => { log.push('two') });
  describe('inner', () => { it('three', function () { log.push('three') }); it.skip('four'); it.todo('five') });
});
suite('throws while collecting', () => { throw new Error('collect') });
test.skip('static skip', () => {});
