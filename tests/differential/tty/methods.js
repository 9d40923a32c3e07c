// Cursor and line methods of a WriteStream give these bytes and check their arguments; what is no terminal is refused when it is made.
const tty = require('tty');
const { Writable } = require('stream');
const written = [];
const fake = Object.create(tty.WriteStream.prototype);
Object.assign(fake, { columns: 90, rows: 25, write: (text, callback) => (written.push(text), callback && process.nextTick(callback), true) });
const run = (label, attempt) => {
  try {
    console.log(label, attempt(), JSON.stringify(written.splice(0).join('')));
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.message);
  }
};
run('cursorTo column', () => fake.cursorTo(5));
run('cursorTo both', () => fake.cursorTo(5, 7));
run('cursorTo callback', () => fake.cursorTo(0, 0, () => console.log('written')));
run('cursorTo callback second', () => fake.cursorTo(0, () => console.log('written too')));
run('cursorTo text', () => fake.cursorTo('x'));
run('cursorTo NaN', () => fake.cursorTo(NaN));
run('cursorTo bad callback', () => fake.cursorTo(1, 2, 3));
run('moveCursor', () => fake.moveCursor(3, -2));
run('moveCursor back', () => fake.moveCursor(-1, 4));
run('moveCursor nowhere', () => fake.moveCursor(0, 0));
run('moveCursor bad callback', () => fake.moveCursor(0, 0, 'x'));
for (const direction of [-1, 0, 1]) run(`clearLine ${direction}`, () => fake.clearLine(direction));
run('clearLine bad callback', () => fake.clearLine(0, 1));
run('clearScreenDown', () => fake.clearScreenDown());
run('clearScreenDown bad callback', () => fake.clearScreenDown(null));
run('getWindowSize', () => fake.getWindowSize());
for (const environment of [{}, { TERM: 'dumb' }, { TERM: 'xterm' }, { TERM: 'xterm-256color' }, { COLORTERM: 'truecolor', TERM: 'x' }, { NO_COLOR: '1', TERM: 'xterm' }, { FORCE_COLOR: '2' }, { FORCE_COLOR: '0' }, { CI: '1', GITHUB_ACTIONS: '1' }, { TMUX: '1' }, { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.4' }]) {
  console.log(JSON.stringify(environment), fake.getColorDepth(environment), fake.hasColors(256, environment), fake.hasColors(environment));
}
run('hasColors of 1', () => fake.hasColors(1));
run('hasColors of text', () => fake.hasColors('16'));
console.log(tty.ReadStream.prototype.setRawMode.length, typeof tty.ReadStream.prototype.setRawMode, tty.isatty(0), tty.isatty(-1), tty.isatty('0'), tty.isatty(1e10));
for (const descriptor of [-1, 'x', 1.5, undefined, 2 ** 31]) {
  run(`ReadStream ${descriptor}`, () => new tty.ReadStream(descriptor));
  run(`WriteStream ${descriptor}`, () => new tty.WriteStream(descriptor));
}
setImmediate(() => console.log('end', Writable.prototype.isPrototypeOf(tty.WriteStream.prototype)));
