// ServerResponse over a stream of one's own: assignSocket, detachSocket, writeHeader, writeProcessing, writeContinue and writeEarlyHints give these bytes.
const http = require('http');
const { PassThrough } = require('stream');
const text = (stream) => String(stream.read() ?? '').replace(/\r\n/g, '\\n').replace(/Date: [^\\]+/, 'Date: now');
function fresh(fields) {
  const message = new http.IncomingMessage(new PassThrough());
  Object.assign(message, { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 }, fields);
  const response = new http.ServerResponse(message);
  const socket = new PassThrough();
  response.assignSocket(socket);
  return { response, socket };
}
{
  const { response, socket } = fresh();
  console.log(response.socket === socket, response.connection === socket);
  response.writeProcessing();
  response.writeContinue(() => console.log('continue was written'));
  response.writeEarlyHints({ link: ['</a.css>; rel=preload; as=style', '</b.js>; rel=preload; as=script'], 'x-id': '7' });
  console.log('information', text(socket), response.headersSent);
  console.log(response.writeHeader === response.writeHead, response.writeHeader(201, 'Made', ['X-A', '1', 'X-A', '2']) === response);
  response.end('body');
  console.log('answer', text(socket));
  try {
    response.assignSocket(socket);
  } catch (error) {
    console.log(error.code, error.message);
  }
  response.detachSocket(socket);
  console.log(response.socket, socket._httpMessage, response.finished);
}
{
  const { response, socket } = fresh({ method: 'HEAD' });
  response.setHeader('Content-Length', 5);
  response.end('never');
  console.log('head', text(socket));
}
{
  const { response, socket } = fresh({ httpVersionMinor: 0 });
  response.write('old');
  response.end();
  console.log('1.0', text(socket), response.shouldKeepAlive);
}
{
  const { response, socket } = fresh();
  response.removeHeader('Date');
  response.sendDate = false;
  response.strictContentLength = true;
  response.setHeader('Content-Length', 3);
  for (const attempt of [() => response.write('four'), () => response.end('abc')]) {
    try {
      attempt();
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  console.log('strict', text(socket));
}
{
  const { response } = fresh();
  for (const attempt of [() => response.writeHead(99), () => response.writeHead(200, 'bad\nreason'), () => response.writeEarlyHints({ link: 'nonsense' }), () => response.writeHead(200, ['odd'])]) {
    try {
      attempt();
      console.log('no error');
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
}
for (const value of [0, -1, 1.5, 'x', 500]) {
  try {
    console.log(value, http.setMaxIdleHTTPParsers(value));
  } catch (error) {
    console.log(value, error.name, error.code, error.message);
  }
}
