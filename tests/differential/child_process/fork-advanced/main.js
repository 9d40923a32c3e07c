// Promise: advanced serialization carries what structured clone carries.
const { fork } = require('child_process');
const child = fork(require.resolve('./child.js'), { serialization: 'advanced' });
child.on('message', (message) => {
  console.log(message);
  child.disconnect();
});
child.on('exit', (code) => console.log('exit', code));
child.send({ map: new Map([[1, { a: new Set(['x']) }]]), date: new Date(0), big: 12n, bytes: Buffer.from('abc'), error: new RangeError('r').message, u: undefined, re: /x/g });
try {
  child.send({ f() {} });
} catch (error) {
  console.log(error.name, error.message);
}
