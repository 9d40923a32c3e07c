// An Interface over streams: prompt, question, history, pause, line events, async iteration, cursor helpers.
const readline = require('node:readline');
const { PassThrough } = require('node:stream');
const input = new PassThrough();
const output = new PassThrough();
let shown = '';
output.on('data', (piece) => (shown += piece));
const rl = readline.createInterface({ input, output, prompt: 'ask> ', terminal: false });
console.log(rl instanceof readline.Interface, rl.getPrompt(), rl.terminal, rl.closed);
rl.question('name? ', (answer) => {
  console.log('answer', answer);
  rl.setPrompt('> ');
  rl.prompt();
  rl.on('line', (line) => console.log('line', JSON.stringify(line)));
  rl.on('pause', () => console.log('pause')).on('resume', () => console.log('resume')).on('close', async () => {
    console.log('close', rl.closed, JSON.stringify(shown));
    const lines = [];
    for await (const line of readline.createInterface({ input: new PassThrough().end('a\r\nb\rc\n\nlast') })) lines.push(line);
    console.log(lines);
    const screen = new PassThrough();
    readline.cursorTo(screen, 3, 4);
    readline.moveCursor(screen, -1, 2);
    readline.clearLine(screen, 0);
    readline.clearScreenDown(screen);
    console.log(JSON.stringify(String(screen.read())));
    try { rl.question('again', () => {}); } catch (error) { console.log(error.code); }
  });
  input.end('two\nthree');
});
input.write('Ada\n');
