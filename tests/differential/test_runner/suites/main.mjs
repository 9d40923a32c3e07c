// Suites: options, async bodies, hooks that fail, names, nested order, getTestContext.
import { describe, it, before, after, beforeEach, suite, test } from 'node:test';
import assert from 'node:assert';
describe('hook fails', () => { before(() => { throw new Error('before broke') }); it('never runs', () => console.log('wrong')); });
describe('each fails', () => { beforeEach(() => { throw new Error('each broke') }); it('cannot pass', () => {}); });
describe('after fails', () => { after(() => { throw new Error('after broke') }); it('passes', () => {}); });
await suite('async suite', async () => { await null; it('inside', (t) => assert.equal(t.fullName, 'async suite > inside')); });
describe('options', { skip: true }, () => { it('x', () => console.log('wrong')) });
describe('todo suite', { todo: 'later' }, () => { it('y', () => {}) });
test('nested deep', async (t) => { await t.test('1', async (t) => { await t.test('2', async (t) => { await t.test('3', () => { assert.deepStrictEqual({ a: [1] }, { a: [2] }) }) }) }) });
