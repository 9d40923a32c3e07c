// Servers and connections by path; the path goes with the server.
const net = require('node:net');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(folder, 'socket');
const server = net.createServer((socket) => socket.end('hello by path'));
server.listen(file, () => {
  console.log(server.address() === file, fs.statSync(file).isSocket());
  const second = net.createServer().on('error', (error) => {
    console.log(error.code, error.syscall, error.address === file);
    const client = net.connect(file);
    client.setEncoding('utf8').on('data', (text) => console.log(text));
    client.on('close', () => {
      server.close(() => {
        console.log(fs.existsSync(file));
        net.connect(file).on('error', (error) => {
          console.log(error.code, error.syscall, error.address === file);
          fs.writeFileSync(file, '');
          net.connect(file).on('error', (error) => {
            console.log(error.code);
            fs.rmSync(folder, { recursive: true });
          });
        });
      });
    });
  });
  second.listen(file);
});
