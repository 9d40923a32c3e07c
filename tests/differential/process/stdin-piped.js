// Promise: piped stdin: data, encoding across chunk borders, end, async iteration state, readFileSync(0) is separate.
const s = process.stdin;
console.log(s.fd, s.isTTY, s.readableFlowing, s.isPaused(), typeof s.setRawMode, s.readable);
s.setEncoding('utf8');
let all = '';
s.on('data', (c) => {
  if (typeof c !== 'string') console.log('not a string');
  all += c;
});
s.on('end', () => {
  console.log(JSON.stringify(all), all.split('\n').length);
  process.nextTick(() => console.log(s.readableEnded, s.destroyed));
});
s.on('close', () => console.log('close'));
console.log('started', s.readableFlowing);
process.on('exit', () => console.log('exit'));
