// Hooks that module.register gives: resolve and load change what import and require find, in chains, with data and messages, and their errors arrive.
import { register, createRequire } from 'node:module';
import { MessageChannel } from 'node:worker_threads';
const { port1, port2 } = new MessageChannel();
const heard = [];
port1.on('message', (message) => heard.push(message));
port1.unref();
console.log(register('./first.mjs', { parentURL: import.meta.url, data: { greeting: 'hello', port: port2 }, transferList: [port2] }));
register('./second.mjs', import.meta.url);
const virtual = await import('virtual:answer');
console.log(virtual.default, Object.keys(virtual));
console.log((await import('./plain.mjs')).default);
console.log((await import('./page.text')).default);
console.log((await import('./data.yaml')).default);
for (const specifier of ['virtual:throws', 'virtual:unknown', 'virtual:bad-format', 'virtual:no-short-circuit', './none.mjs']) {
  try {
    await import(specifier);
    console.log(specifier, 'was loaded');
  } catch (error) {
    console.log(specifier, error.name, error.code, error.message.split('\n')[0].replaceAll(import.meta.dirname, '<project>'));
  }
}
console.log(import.meta.resolve('virtual:answer'), import.meta.resolve('./plain.mjs').split('/').pop());
console.log(createRequire(import.meta.url)('./plain.cjs'));
const [a, b] = await Promise.all([import('virtual:answer'), import('virtual:other')]);
console.log(a === virtual, b.default);
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(heard);
try {
  register('./no-such-hooks.mjs', import.meta.url);
} catch (error) {
  console.log(error.name, error.code);
}
