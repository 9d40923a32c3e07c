// Promise: a user's Error.prepareStackTrace gets real call sites, lazily, once per error.
const path = require('path');
let calls = 0;
Error.prepareStackTrace = (err, sites) => {
  calls++;
  return { msg: err.message, sites };
};
function alpha() {
  return new Error('first');
}
class K {
  method() {
    return new Error('m');
  }
  static st() {
    return new Error('s');
  }
  constructor(x) {
    if (x) this.e = new Error('c');
  }
}
const e = alpha();
const { sites } = e.stack;
void e.stack;
console.log('calls', calls, e.stack.msg, Array.isArray(sites), sites.length > 2);
const s = sites[0];
console.log(
  s.getFunctionName(),
  path.basename(s.getFileName()),
  s.getLineNumber(),
  typeof s.getColumnNumber(),
  s.isNative(),
  s.isToplevel(),
  s.isEval(),
  s.isConstructor(),
  s.isAsync(),
);
console.log(Object.getOwnPropertyNames(Object.getPrototypeOf(s)).sort().join(' '));
const m = new K().method().stack.sites[0];
console.log(m.getFunctionName(), m.getTypeName(), m.getMethodName(), m.isToplevel());
const c = new K(1).e.stack.sites[0];
console.log(c.getFunctionName(), c.isConstructor(), K.st().stack.sites[0].getFunctionName());
const holder = {};
(function target() {
  Error.captureStackTrace(holder);
})();
console.log(holder.stack.sites[0].getFunctionName(), holder.stack.sites[1].getFunctionName());
Error.prepareStackTrace = () => 'plain string';
console.log(new Error('z').stack);
Error.prepareStackTrace = () => undefined;
console.log(new Error('z').stack);
Error.prepareStackTrace = () => {
  throw new Error('from prepare');
};
try {
  console.log(new Error('z').stack);
} catch (x) {
  console.log('threw', x.message);
}
Error.prepareStackTrace = undefined;
console.log(new Error('back').stack.split('\n')[0]);
