// Promise: readline over a stream: line endings, chunks, question, pause, close, history-free output, prompt, errors.
const readline = require('readline');
const { PassThrough, Readable, Writable } = require('stream');
const log = console.log;
const sink = () => {
  const o = new Writable({
    write(c, e, cb) {
      o.text += c;
      cb();
    },
  });
  o.text = '';
  return o;
};
(async () => {
  const lines = async (chunks, o = {}) => {
    const rl = readline.createInterface({ input: Readable.from(chunks, { objectMode: false }), ...o });
    const got = [];
    for await (const l of rl) got.push(l);
    return got;
  };
  log(await lines(['a\nb\r\nc\rd', '\n', 'e']));
  log(await lines(['x\r', '\ny']));
  log(await lines(['x\r', '\ny'], { crlfDelay: Infinity }));
  log(await lines(['']));
  log(await lines(['\n\n']));
  log(await lines([Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a])]));
  log(await lines(['a\u2028b\u2029c\x85d\vf\fg']));
  log((await lines(['z'.repeat(100000) + '\nq'])).map((l) => l.length));
  const inp = new PassThrough(),
    out = sink();
  const rl = readline.createInterface({ input: inp, output: out, prompt: 'P> ', terminal: false });
  for (const e of ['line', 'pause', 'resume', 'close']) rl.on(e, (x) => log(e, JSON.stringify(x)));
  rl.prompt();
  rl.question('name? ', (a) => log('answer', a));
  inp.write('Bob\nsecond\n');
  await new Promise(setImmediate);
  rl.setPrompt('Q> ');
  log(rl.getPrompt(), rl.terminal, rl.line, rl.cursor);
  rl.write('written\n');
  rl.pause();
  rl.pause();
  rl.resume();
  inp.end('tail without newline');
  await new Promise((r) => rl.once('close', r));
  log(JSON.stringify(out.text), rl.closed);
  for (const f of [
    () => rl.question('x', () => {}),
    () => rl.prompt(),
    () => rl.pause(),
    () => rl.resume(),
    () => rl.write('x'),
    () => rl.close(),
    () => readline.createInterface({ input: inp, completer: 5 }),
    () => readline.createInterface({ input: inp, historySize: -1 }),
    () => readline.createInterface({ input: inp, tabSize: 0 }),
    () => readline.createInterface({ input: inp, crlfDelay: 'x' }) && 'ok',
    () => readline.createInterface({ input: inp, history: 5 }),
    () => readline.createInterface(),
    () => readline.createInterface({ input: inp, escapeCodeTimeout: 'x' }),
  ])
    try {
      const r = f();
      log('ok', r === undefined ? r : typeof r);
    } catch (e) {
      log(e.name, e.code, e.message);
    }
  const ac = new AbortController();
  const r2 = readline.createInterface({ input: new PassThrough(), signal: ac.signal });
  r2.on('close', () => log('closed by signal'));
  ac.abort();
  const q = new PassThrough();
  const r3 = readline.createInterface({ input: q, output: sink() });
  const ac3 = new AbortController();
  r3.question('?', { signal: ac3.signal }, () => log('never'));
  ac3.abort();
  q.end('late\n');
  await new Promise((r) => r3.on('close', r));
  const rlp = require('readline/promises');
  const i4 = new PassThrough();
  const o4 = sink();
  const r4 = rlp.createInterface({ input: i4, output: o4 });
  setImmediate(() => i4.write('yes\n'));
  log(await r4.question('sure? '), o4.text);
  await r4.question('q', { signal: AbortSignal.abort('no') }).catch((e) => log(e.name, e.code, e.cause));
  r4.close();
  await Promise.race([r4.question('closed').catch((e) => log(e.code)), new Promise((r) => setTimeout(r, 20))]);
  const es = new Readable({
    read() {
      this.destroy(new Error('input broke'));
    },
  });
  const r5 = readline.createInterface({ input: es });
  es.on('error', (e) => log('stream error', e.message));
  try {
    for await (const l of r5) log(l);
  } catch (e) {
    log('iter', e.message);
  }
  const c = sink();
  log(
    readline.cursorTo(c, 3),
    readline.cursorTo(c, 1, 2),
    readline.moveCursor(c, -1, 2),
    readline.clearLine(c, 0),
    readline.clearLine(c, -1),
    readline.clearScreenDown(c),
    JSON.stringify(c.text),
  );
  try {
    readline.cursorTo(c, 'x');
  } catch (e) {
    log(e.code, e.message);
  }
  const rr = new rlp.Readline(c);
  rr.clearLine(1).cursorTo(5, 6).moveCursor(1, 1);
  await rr.commit();
  log(JSON.stringify(c.text.slice(-20)));
})();
