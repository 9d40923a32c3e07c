// Promise: a child whose channel is closed ends; silent gives pipes; disconnect in the child is told; send fails behind it.
const { fork } = require('child_process');
const child = fork(require.resolve('./child.js'), { silent: true });
let out = '';
child.stdout.on('data', (data) => (out += data));
child.on('message', (message) => console.log('message', message));
child.on('disconnect', () => console.log('disconnect', child.connected, child.channel));
child.on('close', (code) => {
  console.log('close', code, out);
  try {
    child.disconnect();
  } catch (error) {
    console.log('thrown', error.code);
  }
});
child.on('error', (error) => console.log('error', error.code));
