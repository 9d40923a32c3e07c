// tty without a terminal: isatty, the errors of its streams, colour depth by environment.
const tty = require('node:tty');
console.log(tty.isatty(0), tty.isatty(-1), tty.isatty('x'), tty.isatty(1000), process.stdin.isTTY, process.stdout.isTTY);
for (const run of [() => new tty.ReadStream(-1), () => new tty.WriteStream(-1), () => tty.ReadStream('x')]) {
  try { run(); } catch (error) { console.log(error.name, error.code, error.message); }
}
const { getColorDepth, hasColors } = tty.WriteStream.prototype;
for (const env of [{}, { TERM: 'dumb' }, { TERM: 'xterm-256color' }, { COLORTERM: 'truecolor' }, { FORCE_COLOR: '2' }, { NO_COLOR: '1' }, { NODE_DISABLE_COLORS: '1' }, { CI: '1', GITHUB_ACTIONS: '1' }, { TERM: 'linux' }]) {
  console.log(JSON.stringify(env), getColorDepth(env), hasColors.call({ getColorDepth }, 256, env));
}
