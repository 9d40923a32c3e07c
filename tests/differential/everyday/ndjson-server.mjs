// Lines of JSON travel through gzip over http in both directions: streams are piped, counted, transformed and ended.
import http from 'node:http';
import zlib from 'node:zlib';
import readline from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
const server = http.createServer(async (request, response) => {
  const rows = readline.createInterface({ input: request.pipe(zlib.createGunzip()), crlfDelay: Infinity });
  async function* answers() {
    let sum = 0;
    for await (const row of rows) {
      const { id, value } = JSON.parse(row);
      sum += value;
      if (id % 100 === 0) yield `${JSON.stringify({ id, sum })}\n`;
    }
    yield `${JSON.stringify({ done: true, sum })}\n`;
  }
  response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/x-ndjson', Trailer: 'X-Count' });
  let count = 0;
  const counted = new Transform({ transform: (chunk, encoding, done) => (count++, done(null, chunk)) });
  const packed = Readable.from(answers()).pipe(counted).pipe(zlib.createGzip());
  packed.on('end', () => (response.addTrailers({ 'X-Count': String(count) }), response.end()));
  packed.pipe(response, { end: false });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const request = http.request({ port: server.address().port, host: '127.0.0.1', method: 'POST', headers: { 'Content-Encoding': 'gzip' } });
const answered = new Promise((resolve) => request.on('response', resolve));
await pipeline(Readable.from((function* () { for (let id = 1; id <= 350; id++) yield `${JSON.stringify({ id, value: id / 2 })}\r\n`; })()), zlib.createGzip(), request);
const response = await answered;
console.log(response.statusCode, response.headers['content-encoding'], response.headers['transfer-encoding']);
console.log(await text(response.pipe(zlib.createGunzip())));
console.log(response.trailers, response.complete);
const fetched = await fetch(`http://127.0.0.1:${server.address().port}/`, { method: 'POST', body: zlib.gzipSync('{"id":100,"value":1}\n') });
console.log(fetched.headers.get('content-encoding'), (await fetched.text()).split('\n'));
server.close();
