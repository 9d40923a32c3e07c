// Promise: BroadcastChannel in one thread, MessageEvent construction, postMessage errors, unref lets the program end.
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.constructor.name, e.name, e.code, e.message);
  }
};
const a = new BroadcastChannel('ch'),
  b = new BroadcastChannel('ch'),
  other = new BroadcastChannel('other');
log(a.name, a.constructor.name, a instanceof EventTarget);
b.onmessage = (e) => {
  log('b got', e.data, e.type, e.target === b);
  if (e.data?.end) {
    a.close();
    b.close();
    other.close();
    t(() => a.postMessage(1));
  }
};
a.onmessage = () => log('never: own message');
other.onmessage = () => log('never: other channel');
a.postMessage({ x: [1] });
a.postMessage('two');
a.postMessage({ end: 1 });
t(() => a.postMessage());
t(() => a.postMessage(() => 1));
t(() => new BroadcastChannel());
t(() => new BroadcastChannel(5).name);
t(() => BroadcastChannel.prototype.close.call({}));
const un = new BroadcastChannel('quiet');
un.unref();
for (const c of [un]) c.onmessage = () => {};
const un5 = null;
const m = new MessageEvent('message', { data: 5, origin: 'o', lastEventId: 'l', ports: [] });
log(m.data, m.origin, m.lastEventId, m.ports, m.source, m instanceof Event);
t(() => new MessageEvent());
t(() => new MessageEvent('x').data);
t(() => new MessageEvent('x', 5));
process.on('exit', () => log('exit'));
setTimeout(() => process.exit(), 60);
