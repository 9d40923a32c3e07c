// Bad arguments of the constructor.
const { Worker, MessagePort, MessageChannel, SHARE_ENV, isMarkedAsUntransferable, markAsUntransferable, moveMessagePortToContext } = require('worker_threads');
for (const make of [
  () => new Worker(5), () => new Worker('relative.js'), () => new Worker(new URL('https://a.b/c')), () => new Worker('x', { execArgv: 5 }), () => new Worker('x', { argv: 5 }),
  () => new Worker('/x', { env: 5 }), () => new Worker('1', { eval: true, execArgv: ['--no-such-option'] }), () => new Worker(new URL('data:text/javascript,1'), { eval: true }),
  () => new Worker('1', { eval: true, name: 5 }), () => Worker('1'), () => new MessagePort(), () => MessageChannel(),
]) { try { make(); console.log('fine') } catch (e) { console.log(e.name, e.code, e.message) } }
const marked = new ArrayBuffer(4);
markAsUntransferable(marked);
console.log(isMarkedAsUntransferable(marked), isMarkedAsUntransferable({}), String(SHARE_ENV));
try { structuredClone(marked, { transfer: [marked] }) } catch (e) { console.log(e.name, e.message) }
