// Promise: package "type", .cjs and .mjs decide the format; the wrong syntax gives Node's own errors.
const t = (s) => {
  try {
    console.log(s, require(s));
  } catch (e) {
    console.log(s, e.name, e.code, e.message.replaceAll(__dirname, 'D').split('\n')[0]);
  }
};
t('./esm.js');
t('./cjs-in-esm.js');
t('./import-in-cjs.cjs');
t('./commonjs/import.js');
t('./commonjs/plain.js');
t('./meta.cjs');
t('./await.cjs');
t('./data.json');
t('./notype/both.js');
import('./cjs-in-esm.js')
  .catch((e) => {
    console.log(e.name, e.message.replaceAll(__dirname, 'D').split('\n')[0]);
    return import('./commonjs/plain.js');
  })
  .then((m) => {
    console.log(m);
    return import('./import-in-cjs.cjs');
  })
  .catch((e) => console.log(e.name, e.message));
