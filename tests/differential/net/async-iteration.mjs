// Sockets are async iterable and work with stream promises.
import net from 'node:net';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
const server = net.createServer(async (socket) => {
  await pipeline(Readable.from(['a', 'b', 'c']), socket);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const client = net.connect(server.address().port, '127.0.0.1');
let text = '';
for await (const part of client) text += part;
console.log(text);
server.close();
await once(server, 'close');
console.log('closed');
