'use strict';
// Leaves a program what the VM's setting `javascript` allows: called with the setting and the library's own `require`, after the
// library has started and before the program does. What a program may reach is the kernel's business; this is about what it finds.

const { platform = 'node', moduleResolution = 'node', allowedBuiltins } = settings;

// What CommonJS gives a module besides what is global: `-e` makes them global.
const MODULE_NAMES = ['require', 'module', 'exports', '__dirname', '__filename'];
const NODE = ['process', 'Buffer', 'global', 'setImmediate', 'clearImmediate', ...MODULE_NAMES];
const WEB = [
  'AbortController', 'AbortSignal', 'Blob', 'BroadcastChannel', 'ByteLengthQueuingStrategy', 'CloseEvent', 'CompressionStream',
  'CountQueuingStrategy', 'Crypto', 'CryptoKey', 'CustomEvent', 'DecompressionStream', 'Event', 'EventSource', 'EventTarget', 'File',
  'FormData', 'Headers', 'MessageChannel', 'MessageEvent', 'MessagePort', 'Navigator', 'Performance', 'PerformanceEntry',
  'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver', 'PerformanceObserverEntryList', 'PerformanceResourceTiming',
  'ReadableByteStreamController', 'ReadableStream', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest',
  'ReadableStreamDefaultController', 'ReadableStreamDefaultReader', 'Request', 'Response', 'SubtleCrypto', 'TextDecoderStream',
  'TextEncoderStream', 'TransformStream', 'TransformStreamDefaultController', 'URL', 'URLSearchParams', 'WebSocket', 'WritableStream',
  'WritableStreamDefaultController', 'WritableStreamDefaultWriter', 'atob', 'btoa', 'crypto', 'fetch', 'navigator', 'performance',
  'structuredClone',
];
const SCHEDULING = [
  'DOMException', 'TextDecoder', 'TextEncoder', 'clearInterval', 'clearTimeout', 'console', 'queueMicrotask', 'setInterval', 'setTimeout',
];
// Builtin modules whose names are globals besides.
const GLOBAL_ANYWAY = ['console', 'crypto', 'process'];
const REMOVED = {
  __proto__: null,
  node: [],
  browser: NODE,
  neutral: [...NODE, ...WEB],
  bare: [...NODE, ...WEB, ...SCHEDULING],
};

const { BuiltinModule } = require('internal/bootstrap/realm');
const { Module } = require('internal/modules/cjs/loader');

function allowBuiltins(allowed) {
  const refused = Module.builtinModules.filter((name) => !allowed.includes(name));
  BuiltinModule.setRealmAllowRequireByUsers(allowed);
  Module.builtinModules = Module.builtinModules.filter((name) => allowed.includes(name));
  // What `-e` offers under its name, loaded when it is first looked at.
  for (const name of refused) {
    const own = Object.getOwnPropertyDescriptor(globalThis, name);
    if (own?.get && own.set && !own.enumerable && !GLOBAL_ANYWAY.includes(name)) delete globalThis[name];
  }
}

function removeGlobals(names) {
  for (const name of names) delete globalThis[name];
  // `-e` sets these after us.
  for (const name of names.filter((name) => MODULE_NAMES.includes(name))) {
    Object.defineProperty(globalThis, name, { __proto__: null, configurable: true, get: () => undefined, set: () => {} });
  }
}

function limitResolution() {
  const resolves =
    moduleResolution === 'none'
      ? () => false
      : (specifier) => /^(\.{0,2}\/|\.{1,2}$|file:)/.test(specifier) || BuiltinModule.canBeRequiredByUsers(specifier.replace(/^node:/, ''));
  const missing = (code, message) => Object.assign(new Error(message), { code });
  const { _load: load, _resolveFilename: resolveFilename } = Module;
  const check = (specifier, parent) => {
    // The program itself has no parent.
    if (!parent || typeof specifier !== 'string' || resolves(specifier)) return;
    throw missing('MODULE_NOT_FOUND', `Cannot find module '${specifier}'`);
  };
  Module._load = function (specifier, parent, isMain) {
    check(specifier, isMain ? null : parent);
    return load.call(this, specifier, parent, isMain);
  };
  Module._resolveFilename = function (specifier, parent, isMain, options) {
    check(specifier, isMain ? null : parent);
    return resolveFilename.call(this, specifier, parent, isMain, options);
  };
  const loader = require('internal/modules/esm/loader').getOrInitializeCascadedLoader();
  const { defaultResolve } = loader;
  loader.defaultResolve = function (specifier, parent, attributes) {
    if (parent !== undefined && !resolves(specifier)) {
      throw missing('ERR_MODULE_NOT_FOUND', `Cannot find module '${specifier}' imported from ${parent}`);
    }
    return defaultResolve.call(this, specifier, parent, attributes);
  };
}

if (platform !== 'node') allowBuiltins([]);
else if (allowedBuiltins) allowBuiltins(allowedBuiltins.map((name) => name.replace(/^node:/, '')));
if (moduleResolution !== 'node') limitResolution();
removeGlobals(REMOVED[platform]);
