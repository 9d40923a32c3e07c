// A test file as people write them: suites with hooks, mocks of functions and timers, async subtests, skips, todos, snapshots, and a failure among passes.
import { describe, it, test, mock, before, after, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
class Account {
  balance = 0;
  deposit(amount) {
    if (!(amount > 0)) throw new RangeError(`amount ${amount} must be positive`);
    this.balance += amount;
    return this.balance;
  }
}
describe('Account', () => {
  let account;
  const calls = [];
  before(() => calls.push('before'));
  beforeEach(() => {
    account = new Account();
    calls.push('each');
  });
  after(() => console.log(calls.join()));
  it('deposits', () => assert.equal(account.deposit(5), 5));
  it('refuses', () => assert.throws(() => account.deposit(-1), { name: 'RangeError', message: /-1 must/ }));
  it('fails on purpose', () => assert.deepEqual({ ...account }, { balance: 1 }));
  it.skip('is skipped', () => assert.fail());
  it.todo('is not written yet');
});
test('mocks', async (t) => {
  const add = t.mock.fn((a, b) => a + b);
  assert.equal(add(1, 2), 3);
  add.mock.mockImplementationOnce(() => 99);
  assert.deepEqual([add(1, 1), add(1, 1)], [99, 2]);
  assert.deepEqual(add.mock.calls.map((call) => call.arguments), [[1, 2], [1, 1], [1, 1]]);
  const account = new Account();
  const method = t.mock.method(account, 'deposit', () => 'mocked');
  assert.equal(account.deposit(-5), 'mocked');
  assert.equal(method.mock.callCount(), 1);
  method.mock.restore();
  assert.throws(() => account.deposit(-5));
  await t.test('timers', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1000 });
    const fired = [];
    setTimeout(() => fired.push(Date.now()), 5000);
    t.mock.timers.tick(4999);
    assert.deepEqual(fired, []);
    t.mock.timers.tick(1);
    assert.deepEqual(fired, [6000]);
  });
  await t.test('getter', (t) => {
    const object = { get value() { return 1; } };
    t.mock.getter(object, 'value', () => 2);
    assert.equal(object.value, 2);
  });
});
test('async failure', async () => {
  await null;
  throw new TypeError('after an await');
});
test('plan', (t) => {
  t.plan(2);
  t.assert.ok(true);
  t.assert.equal(1, 1);
});
test('diagnostics and names', (t) => {
  t.diagnostic('a note');
  assert.equal(t.name, 'diagnostics and names');
  assert.equal(t.signal.aborted, false);
});
test('times out', { timeout: 30 }, () => new Promise((resolve) => setTimeout(resolve, 200)));
mock.reset();
