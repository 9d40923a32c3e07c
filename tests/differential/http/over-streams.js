// Promise: server and client speak HTTP over any pair of streams: keep-alive, chunks, trailers, expectations.
const http = require('http');
const { Duplex } = require('stream');
const pair = () => {
  const ends = [];
  const make = (other) => new Duplex({ read() {}, write: (chunk, encoding, done) => (ends[other].push(chunk), done()), final: (done) => (ends[other].push(null), done()) });
  ends.push(make(1), make(0));
  return ends;
};
const server = http.createServer((request, response) => {
  console.log(request.method, request.url, request.httpVersion, request.headers);
  let body = '';
  request.setEncoding('utf8').on('data', (text) => (body += text));
  request.on('end', () => {
    console.log('body', body, request.complete, request.trailers);
    response.writeHead(201, 'Made', { 'X-A': ['1', '2'], Date: 'today', Trailer: 'x-t' });
    response.write('one ');
    response.addTrailers({ 'x-t': 'end' });
    response.end('two');
  });
});
server.on('checkContinue', (request, response) => {
  console.log('expects');
  response.writeContinue();
  server.emit('request', request, response);
});
const [client, other] = pair();
server.emit('connection', other);
const request = http.request({ method: 'PUT', path: '/p?q=1', createConnection: () => client, headers: { Expect: '100-continue', A: 'b' } });
request.on('continue', () => {
  console.log('continue');
  request.write('hello ');
  request.end('world');
});
request.on('response', (response) => {
  console.log(response.statusCode, response.statusMessage, response.headers, response.rawHeaders);
  response.setEncoding('utf8').on('data', (text) => console.log('data', text));
  response.on('end', () => console.log('end', response.complete, response.trailers, response.rawTrailers));
});
