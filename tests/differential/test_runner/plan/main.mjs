// Plans, timeouts, signals, context members, concurrency and assertions of the context.
import { test, it } from 'node:test';
test('plan met', { plan: 2 }, (t) => { t.assert.ok(true); t.assert.equal(1, 1); });
test('plan missed', (t) => { t.plan(2); t.assert.ok(1); });
test('timeout', { timeout: 20 }, () => new Promise(() => setTimeout(() => {}, 100)));
test('aborted', { signal: AbortSignal.abort() }, () => {});
test('context', (t) => { console.log(t.name, t.fullName, typeof t.signal.aborted, typeof t.mock, Object.keys(t.assert).includes('deepStrictEqual')); t.assert.throws(() => { throw new RangeError('r') }, RangeError); });
test('concurrent', { concurrency: 2 }, async (t) => {
  const log = [];
  await Promise.all(['a', 'b'].map((n) => t.test(n, async () => { log.push(n + ' start'); await new Promise((r) => setTimeout(r, n === 'a' ? 30 : 5)); log.push(n + ' end'); })));
  console.log(log.join());
});
test('hooks of a test', async (t) => { t.before(() => console.log('before')); t.after(() => console.log('after')); t.beforeEach(() => console.log('each')); await t.test('x', () => console.log('x')); });
await it('awaited', () => {});
