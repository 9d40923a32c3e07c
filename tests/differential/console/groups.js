// Promise: groups indent every line, nest, respect groupIndentation, and apply to tables, errors and dir.
const { Console } = require('console');
console.log('0');
console.group('G1');
console.log('one\ntwo');
console.group();
console.info({ a: 1, b: [1, 2] });
console.groupCollapsed('G3', { x: 1 });
console.debug('deep %d', 3);
console.table([{ a: 1 }]);
console.dir({ long: 'x'.repeat(70), more: 'y'.repeat(30) });
console.groupEnd();
console.log('back');
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.log('zero again');
console.group('a', 'b', 3);
console.log();
console.log('');
console.log('\n');
console.groupEnd();
const c = new Console({ stdout: process.stdout, stderr: process.stdout, groupIndentation: 4 });
c.group('four');
c.log('x');
c.error('err goes along');
c.warn('warn');
c.groupEnd();
c.log('y');
for (const bad of [-1, 1001, 'x', 1.5])
  try {
    new Console({ stdout: process.stdout, groupIndentation: bad });
  } catch (e) {
    console.log(e.code, e.message);
  }
console.group('width');
console.log({ aaaaaaaaaaaa: 'bbbbbbbbbbbbbbbbbbbb', cccccccccccc: 'dddddddddddddddddddd', e: 'ffffff' });
console.groupEnd();
console.log({ aaaaaaaaaaaa: 'bbbbbbbbbbbbbbbbbbbb', cccccccccccc: 'dddddddddddddddddddd', e: 'ffffff' });
