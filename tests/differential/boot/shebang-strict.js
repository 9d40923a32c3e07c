#!/usr/bin/env node
// Promise: a hash-bang line is skipped, CommonJS files are sloppy mode, functions can be strict.
console.log(
  (function () {
    return typeof this;
  })(),
);
undeclared = 5;
console.log(globalThis.undeclared, delete globalThis.undeclared, typeof undeclared);
function f(a, a) {
  return a;
}
console.log(f(1, 2), 010, '\101');
with ({ inWith: 'w' }) console.log(inWith);
(function () {
  'use strict';
  try {
    strictUndeclared = 1;
  } catch (e) {
    console.log(e.name, e.message);
  }
})();
console.log(typeof hoisted, hoisted());
function hoisted() {
  return 'h';
}
if (true) {
  function inBlock() {
    return 'b';
  }
}
console.log(inBlock());
