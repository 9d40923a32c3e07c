// Promise: fork talks to its child in JSON, in order, both ways, before and after the listener is there.
const { fork } = require('child_process');
const child = fork(require.resolve('./child.js'), ['a', 'b'], { execArgv: ['--no-warnings'] });
console.log(child.connected, typeof child.channel.fd, child.send({ n: 1, date: new Date(0), u: undefined, nested: [null, NaN] }));
child.send('text', (error) => console.log('sent', error));
child.on('message', (message) => {
  console.log('parent', message);
  if (message === 'last') child.disconnect();
});
child.on('disconnect', () => console.log('disconnect', child.connected));
child.on('exit', (code, signal) => {
  console.log('exit', code, signal);
  child.on('error', (error) => console.log(error.code, error.message));
  console.log(child.send('late'));
});
for (const bad of [undefined, () => {}, Symbol('x'), 1n]) {
  try {
    child.send(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
