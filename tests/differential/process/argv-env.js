// Promise: process.argv, execArgv, env: string coercion, delete, in, enumeration, symbols, defineProperty rules.
const path = require('path');
console.log(
  process.argv.slice(2),
  process.argv.length,
  path.isAbsolute(process.argv[0]),
  path.basename(process.argv[1]),
  process.execArgv,
  path.basename(process.argv0),
  path.isAbsolute(process.execPath),
  process.argv[0] === process.execPath,
  process.title.length > 0,
);
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
console.log(
  process.env.FROM_FILE,
  process.env.EMPTY,
  process.env.WITH_EQ,
  process.env.NOPE,
  'NOPE' in process.env,
  'FROM_FILE' in process.env,
  process.env.hasOwnProperty('FROM_FILE'),
);
process.env.NUM = 5;
process.env.U = undefined;
process.env.N = null;
process.env.B = true;
process.env.O = { toString: () => 'obj' };
t(() => [process.env.NUM, process.env.U, process.env.N, process.env.B, process.env.O].map((x) => typeof x + ':' + x));
t(() => {
  process.env.S = Symbol('x');
});
t(() => {
  process.env[Symbol('k')] = 'x';
});
t(() => process.env[Symbol('k')]);
t(() => [delete process.env.NUM, process.env.NUM, delete process.env.NOPE, Object.keys(process.env).includes('NUM')]);
t(() => Object.getOwnPropertyDescriptor(process.env, 'B'));
t(() => Object.getOwnPropertyDescriptor(process.env, 'NOPE'));
t(() => Object.defineProperty(process.env, 'D', { value: 'd' }));
t(() => Object.defineProperty(process.env, 'D', { value: 'd', configurable: true, writable: true, enumerable: true }).D);
t(() =>
  Object.defineProperty(process.env, 'D', {
    get() {
      return 1;
    },
  }),
);
t(() => {
  process.env['with space'] = '1';
  process.env['é'] = 'ü';
  process.env.a = 'lower';
  process.env.A = 'upper';
  return [process.env['with space'], process.env['é'], process.env.a, process.env.A];
});
t(() => {
  process.env[''] = 'x';
  return process.env[''];
});
t(() => {
  process.env.EQ = 'a=b\nc';
  return process.env.EQ;
});
t(() => ({ ...process.env }).A);
t(() => Object.entries(process.env).every(([k, v]) => typeof v === 'string'));
t(() => JSON.parse(JSON.stringify(process.env)).B);
t(() => [
  Object.prototype.toString.call(process.env),
  process.env.toString === Object.prototype.toString,
  Object.getPrototypeOf(process.env) === Object.prototype,
  process.env.constructor.name,
]);
t(() => {
  'use strict';
  Object.freeze(process.env);
});
t(() => {
  process.env[5] = 'five';
  return process.env['5'];
});
t(() => {
  process.env.__proto__ = null;
  return typeof process.env.toString;
});
process.env = { replaced: 1 };
t(() => process.env.replaced);
