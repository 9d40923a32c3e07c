// Headers of messages that nobody sends: set, get, append, names, validation, and the lists of http.
const http = require('node:http');
const message = new http.OutgoingMessage();
message.setHeader('X-One', '1');
message.appendHeader('x-one', ['2', '3']);
message.setHeader('Set-Cookie', ['a', 'b']);
message.setHeaders(new Map([['k', 'v']]));
console.log(message.getHeader('x-one'), message.getHeaderNames(), message.getRawHeaderNames(), message.hasHeader('SET-COOKIE'), message.getHeaders());
message.removeHeader('K');
console.log(message.hasHeader('k'), message.headersSent, message.writableFinished, message.finished);
for (const run of [() => message.setHeader('bad name', '1'), () => message.setHeader('x'), () => message.setHeader('x', 'a\nb'), () => message.getHeader(5), () => http.validateHeaderName('a b'), () => http.validateHeaderValue('x', undefined), () => http.request({ path: '/a b' }), () => http.request({ method: 'A B' }), () => http.request('ftp://x')]) {
  try { run(); } catch (error) { console.log(error.name, error.code, error.message); }
}
console.log(http.METHODS.length, http.STATUS_CODES[418], http.STATUS_CODES[404], http.maxHeaderSize, http.globalAgent.getName({ host: 'a', port: 1, localAddress: 'l', family: 4 }));
const agent = new http.Agent({ keepAlive: true, maxSockets: 3, maxTotalSockets: 9 });
console.log(agent.maxSockets, agent.maxFreeSockets, agent.maxTotalSockets, agent.defaultPort, agent.protocol, agent.keepAlive, Object.keys(agent.sockets).length);
