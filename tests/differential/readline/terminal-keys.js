// Promise: terminal mode editing with key sequences: arrows, kill, history, completion, and emitKeypressEvents parsing.
const readline = require('readline');
const { PassThrough, Writable } = require('stream');
const log = console.log;
const mk = (o = {}) => {
  const input = new PassThrough();
  const out = new Writable({
    write(c, e, cb) {
      out.text += c;
      cb();
    },
  });
  out.text = '';
  out.columns = 80;
  const rl = readline.createInterface({ input, output: out, terminal: true, prompt: '', ...o });
  return { input, out, rl };
};
const tick = () => new Promise(setImmediate);
(async () => {
  const k = mk();
  k.rl.on('line', (l) => log('line', JSON.stringify(l)));
  for (const s of [
    'abc\x1b[D\x1b[DX\r',
    'hello world\x17there\r',
    'abc\x01Z\x05!\r',
    'kill this\x01\x0b\r',
    'xy\x7f\x7fz\r',
    'one\r',
    '\x1b[A\r',
    '\x1b[A\x1b[A\x1b[B?\r',
    'word two\x1bb\x1bd\r',
    'swap\x14\r',
    'é😀\x1b[D\x7fq\r',
    'undo me\x15\x19\r',
  ]) {
    k.input.write(s);
    await tick();
  }
  log(k.rl.history);
  k.rl.write(null, { ctrl: true, name: 'e' });
  k.rl.write('typed');
  log(k.rl.line, k.rl.cursor, k.rl.getCursorPos());
  k.rl.write(null, { ctrl: true, name: 'u' });
  log(JSON.stringify(k.rl.line));
  k.rl.on('SIGINT', () => log('SIGINT event'));
  k.input.write('\x03');
  await tick();
  k.rl.on('history', (h) => log('history', h.length));
  k.input.write('dup\r');
  await tick();
  k.input.write('\x04');
  await tick();
  log('closed', k.rl.closed);
  k.rl.close();
  const c = mk({
    completer: (l) => [['alpha', 'alpine', 'beta'].filter((x) => x.startsWith(l)), l],
    historySize: 2,
    removeHistoryDuplicates: true,
  });
  c.input.write('al\t');
  await tick();
  await tick();
  log(c.rl.line);
  c.input.write('pha\r');
  await tick();
  for (const l of ['1', '2', '1', '3']) {
    c.input.write(l + '\r');
    await tick();
  }
  log(c.rl.history);
  c.rl.close();
  const p = new PassThrough();
  readline.emitKeypressEvents(p);
  const keys = [];
  p.on('keypress', (s, key) =>
    keys.push(
      [s ? JSON.stringify(s) : s, key.name, key.ctrl && 'C', key.meta && 'M', key.shift && 'S', JSON.stringify(key.sequence)]
        .filter(Boolean)
        .join(' '),
    ),
  );
  for (const s of [
    'a',
    'A',
    '\x01',
    '\x1b[A',
    '\x1bOP',
    '\x1b[1;5C',
    '\x1b[3~',
    '\x1bx',
    '\r',
    '\n',
    '\t',
    '\x7f',
    ' ',
    'é',
    '😀',
    '\x1b[Z',
    '\x1b[15;2~',
    '\x1b\x1b',
    '5',
    '\x00',
    '\x1b[200~',
  ]) {
    p.write(s);
    await tick();
  }
  log(keys.join('\n'));
})();
