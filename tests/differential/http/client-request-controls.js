// ClientRequest and OutgoingMessage controls: onSocket with a socket of one's own, clearTimeout, setNoDelay, setSocketKeepAlive, flushHeaders, cork, uncork, pipe.
const http = require('http');
const net = require('net');
console.log(http.ClientRequest.length, http.IncomingMessage.length, http.ServerResponse.length, http.Server.length, http.OutgoingMessage.length);
const server = new http.Server({ keepAlive: false }, (request, response) => {
  console.log('request', request instanceof http.IncomingMessage, response instanceof http.ServerResponse, request.method, request.headers['x-early'], request.headers['transfer-encoding']);
  const pieces = [];
  request.on('data', (piece) => pieces.push(String(piece)));
  request.on('end', () => {
    console.log('received', pieces.join('|'));
    response.cork();
    response.write('one ');
    response.write('two ');
    console.log('corked', response.writableCorked, response.headersSent);
    response.uncork();
    console.log('uncorked', response.writableCorked);
    response.end('three');
  });
});
server.listen(0, '127.0.0.1', () => {
  const options = { port: server.address().port, host: '127.0.0.1', method: 'POST', headers: { 'X-Early': 'yes' }, agent: false };
  const request = new http.ClientRequest(options);
  console.log(request.setNoDelay(true), request.setSocketKeepAlive(true, 1000), request.headersSent);
  let expired = 0;
  request.setTimeout(40, () => expired++);
  request.clearTimeout();
  request.flushHeaders();
  console.log('flushed', request.headersSent, request.writableEnded);
  try {
    request.setHeader('X-Late', '1');
  } catch (error) {
    console.log(error.code, error.message);
  }
  try {
    request.pipe(process.stdout);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
  request.on('error', (error) => console.log('error', error.code, error.message));
  request.on('response', (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log('data', JSON.stringify(text)));
    response.on('end', () => {
      console.log('end', response.complete, expired, response.rawHeaders.filter((name, at) => at % 2 === 0).join());
      own();
    });
  });
  request.cork();
  request.write('a');
  request.write('b');
  console.log('request corked', request.writableCorked, request.writableLength > 0);
  request.uncork();
  setTimeout(() => request.end('c'), 60);
});
function own() {
  const socket = net.connect(server.address().port, '127.0.0.1');
  const request = http.request({ method: 'GET', path: '/own', createConnection: () => socket });
  request.on('socket', (given) => console.log('socket', given === socket));
  request.on('response', (response) => {
    response.resume().on('end', () => server.close(() => console.log('closed')));
  });
  request.end();
}
