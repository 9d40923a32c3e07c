// Promise: the global object has exactly Node's globals, with the same kinds and descriptors.
const skip = new Set(['Intl', 'WebAssembly', 'Iterator', 'Float16Array']);
const nodeGlobals = [
  'AbortController',
  'AbortSignal',
  'Blob',
  'BroadcastChannel',
  'Buffer',
  'ByteLengthQueuingStrategy',
  'CompressionStream',
  'CountQueuingStrategy',
  'CustomEvent',
  'DOMException',
  'DecompressionStream',
  'Event',
  'EventTarget',
  'File',
  'FormData',
  'Headers',
  'MessageChannel',
  'MessageEvent',
  'MessagePort',
  'Navigator',
  'Performance',
  'PerformanceEntry',
  'PerformanceMark',
  'PerformanceMeasure',
  'PerformanceObserver',
  'PerformanceObserverEntryList',
  'PerformanceResourceTiming',
  'ReadableByteStreamController',
  'ReadableStream',
  'ReadableStreamBYOBReader',
  'ReadableStreamBYOBRequest',
  'ReadableStreamDefaultController',
  'ReadableStreamDefaultReader',
  'Request',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'URL',
  'URLSearchParams',
  'WebSocket',
  'WritableStream',
  'WritableStreamDefaultWriter',
  'atob',
  'btoa',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
  'Storage',
  'EventSource',
];
for (const k of nodeGlobals) {
  const d = Object.getOwnPropertyDescriptor(globalThis, k);
  if (!d) {
    console.log(k, 'absent');
    continue;
  }
  console.log(k, d.get ? 'accessor' : typeof d.value, `e=${d.enumerable} c=${d.configurable} w=${d.writable}`);
}
console.log(Object.keys(globalThis));
console.log(typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname, typeof globalThis.require);
console.log(
  this === module.exports,
  globalThis === global,
  Object.prototype.toString.call(globalThis),
  globalThis[Symbol.toStringTag],
);
var notGlobal = 1;
console.log('notGlobal' in globalThis, skip.size);
(function () {
  console.log(this === globalThis);
})();
(function () {
  'use strict';
  console.log(this);
})();
