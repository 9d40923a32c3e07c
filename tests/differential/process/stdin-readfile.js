// Promise: fs.readFileSync(0) and readSync(0) see the piped bytes, binary safe, before process.stdin is touched.
const fs = require('fs');
const b = Buffer.alloc(5);
console.log(fs.readSync(0, b, 0, 5), JSON.stringify(String(b)));
console.log(fs.readSync(0, b, 1, 2), JSON.stringify(String(b)));
const rest = fs.readFileSync(0);
console.log(rest.length, JSON.stringify(rest.toString()));
console.log(fs.readFileSync('/dev/stdin').length, fs.fstatSync(0).isFile());
let got = 0;
process.stdin
  .on('data', (c) => {
    got += c.length;
  })
  .on('end', () => console.log('stream saw', got));
