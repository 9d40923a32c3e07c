// A TCP server with a line protocol: several clients, pieces that split lines, a broadcast, a quit and a server that closes last.
const net = require('net');
const readline = require('readline');
const clients = new Map();
const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  const lines = readline.createInterface({ input: socket });
  let name;
  lines.on('line', (line) => {
    const [command, ...words] = line.split(' ');
    if (command === 'name') {
      name = words[0];
      clients.set(name, socket);
      socket.write(`welcome ${name}\n`);
    } else if (command === 'say') {
      for (const [other, peer] of clients) if (other !== name) peer.write(`${name}: ${words.join(' ')}\n`);
    } else if (command === 'quit') {
      clients.delete(name);
      socket.end('bye\n');
    } else socket.write(`unknown ${JSON.stringify(command)}\n`);
  });
});
const connect = (name) =>
  new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1');
    const heard = [];
    const waiting = [];
    readline.createInterface({ input: socket }).on('line', (line) => (waiting.length ? waiting.shift()(line) : heard.push(line)));
    const next = () => new Promise((done) => (heard.length ? done(heard.shift()) : waiting.push(done)));
    socket.on('connect', async () => {
      socket.write('na');
      setTimeout(() => socket.write(`me ${name}\n`), 20);
      console.log(await next());
      resolve({ socket, next, ended: new Promise((done) => socket.on('close', done)) });
    });
  });
server.listen(0, '127.0.0.1', async () => {
  const [a, b] = [await connect('änna'), await connect('bob')];
  a.socket.write('say hello there\nsay second 😀\n');
  console.log(await b.next(), '|', await b.next());
  b.socket.write('what now\n');
  console.log(await b.next());
  a.socket.write('quit\n');
  console.log(await a.next(), await a.ended, clients.size);
  b.socket.write('say to nobody\nquit\n');
  console.log(await b.next(), await b.ended);
  server.close((error) => console.log('closed', error));
});
