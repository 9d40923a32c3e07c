// Promise: an engine TypeError in a nested call is fatal with V8's wording.
process.on('exit', (c) => console.log('exit', c));
function f(o) {
  return o.a.b;
}
f({});
