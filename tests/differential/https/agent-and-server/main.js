// https.Agent names connections by what they trust, https.get reuses one, and the server's controls end idle and busy connections.
'use strict';
const fs = require('fs');
const https = require('https');
const path = require('path');
const [key, cert] = ['self.key', 'self.pem'].map((name) => fs.readFileSync(path.join(__dirname, name)));
const agent = new https.Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
console.log(agent.defaultPort, agent.protocol, agent.options.keepAlive, agent instanceof require('http').Agent);
console.log(JSON.stringify(agent.getName({ host: 'h', port: 1 })));
console.log(JSON.stringify(agent.getName({ host: 'h', port: 1, ca: 'CA', servername: 's', rejectUnauthorized: false, minVersion: 'TLSv1.2', ALPNProtocols: 'x', ciphers: 'c', localAddress: 'l' })));
console.log(JSON.stringify(new https.Agent().getName()), https.globalAgent.constructor === https.Agent);
console.log(https.Server.length, https.createServer.length, https.get.length, https.request.length, typeof agent.createConnection);

const server = new https.Server({ key, cert }, (request, response) => {
  if (request.url === '/slow') response.write('started');
  else response.end(`${request.method} ${request.url}`);
});
console.log(server.setTimeout(5000) === server, server.timeout, server.headersTimeout, server.requestTimeout, server.keepAliveTimeout, server.maxHeadersCount);
server.on('clientError', (error) => console.log('clientError', error.code));
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const get = (url) =>
    new Promise((resolve, reject) => {
      const request = https.get(url, { agent, ca: cert, servername: 'localhost' }, async (response) => {
        const { socket } = response;
        let text = '';
        for await (const piece of response.setEncoding('utf8')) text += piece;
        console.log(response.statusCode, text, request.reusedSocket, socket.authorized, socket.encrypted);
        setTimeout(resolve, 20);
      });
      request.on('error', reject);
    });
  await get(`https://127.0.0.1:${port}/one`);
  await get(new URL(`https://localhost:${port}/two?x=1#h`).href.replace('localhost', '127.0.0.1'));
  await https.get({ host: '127.0.0.1', port, path: '/' }).on('error', (error) => console.log('not trusted', error.code));
  await new Promise((resolve) => setTimeout(resolve, 80));
  server.closeIdleConnections();
  await new Promise((resolve) => setTimeout(resolve, 80));
  console.log('free after closeIdleConnections', Object.values(agent.freeSockets).flat().length);
  const socket = agent.createConnection({ host: '127.0.0.1', port, ca: cert, servername: 'localhost' });
  socket.once('secureConnect', () => {
    console.log('createConnection', socket.authorized, socket.getProtocol());
    socket.end();
  });
  await new Promise((resolve) => socket.on('close', resolve).resume());
  const slow = https.get({ host: '127.0.0.1', port, path: '/slow', ca: cert, servername: 'localhost', agent: false }, (response) => {
    response.on('data', (data) => {
      console.log('slow', String(data));
      server.closeAllConnections();
    });
    response.on('error', (error) => console.log('slow', error.code, error.message, response.complete));
  });
  slow.on('close', () => {
    agent.destroy();
    server.close((error) => console.log('closed', error));
  });
});
try {
  https.request('http://127.0.0.1/');
} catch (error) {
  console.log(error.name, error.code, error.message);
}
