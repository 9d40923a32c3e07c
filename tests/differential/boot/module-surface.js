// Promise: the exported names of the everyday builtin modules are exactly Node's.
const show = (name, o) => console.log(name, Object.keys(o).sort().join(' '));
for (const m of [
  'assert',
  'async_hooks',
  'buffer',
  'diagnostics_channel',
  'events',
  'fs',
  'fs/promises',
  'os',
  'path',
  'perf_hooks',
  'punycode',
  'querystring',
  'readline',
  'readline/promises',
  'stream',
  'stream/promises',
  'stream/consumers',
  'stream/web',
  'string_decoder',
  'timers',
  'timers/promises',
  'tty',
  'url',
  'util',
  'util/types',
])
  show(m, require('node:' + m));
show('console', console);
for (const C of [
  Buffer,
  require('events'),
  require('stream').Readable,
  require('stream').Writable,
  URL,
  URLSearchParams,
  AbortSignal,
  TextDecoder,
  Blob,
  EventTarget,
  Event,
  MessagePort,
  ReadableStream,
]) {
  console.log(
    C.name,
    C.length,
    Object.getOwnPropertyNames(C)
      .filter((k) => !['arguments', 'caller'].includes(k))
      .sort()
      .join(' '),
  );
  console.log('  proto', Object.getOwnPropertyNames(C.prototype).sort().join(' '));
}
