// Messages and positions of errors that leave a script.
const vm = require('vm');
const context = vm.createContext({ outer: (x) => { throw x } });
for (const code of ['null.x', 'undefined_variable', 'const c = 1; c = 2', 'outer(5)', 'throw { plain: 1 }', 'new Array(-1)', '"x".repeat(-1)', 'decodeURIComponent("%")', 'BigInt(1.5)', 'class X extends null { constructor() {} } new X()', 'Symbol() + ""', '({}).x.y', 'let q = q', '[...5]', 'throw undefined']) {
  try { console.log(vm.runInContext(code, context)) } catch (e) { console.log(e?.name, e?.message ?? e, e instanceof Error, Object.prototype.toString.call(e)) }
}
for (const code of ['if (', 'return 1', 'await 1', 'import x from "y"', '"unterminated', '/(/', 'let a; let a', 'var 1a', '}', 'new.target', 'super.x', '`${`', 'for (;;', 'a => { b', '({ a: 1, }']) {
  try { new vm.Script(code) } catch (e) { console.log(code, '=>', e.name, e instanceof SyntaxError) }
}
