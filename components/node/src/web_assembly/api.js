// The classes of `WebAssembly` (https://webassembly.github.io/spec/js-api/) over `natives`; messages
// are V8's. What answers a promise does its work in a microtask of its own.
const { defineProperty } = Object;
const { isView } = ArrayBuffer;
const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });
const toStringTag = (holder, value) =>
  defineProperty(holder, Symbol.toStringTag, { __proto__: null, value, configurable: true });
const handles = new WeakMap();
const wrappers = new Map();
const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function errorClass(name) {
  const holder = {
    [name]: function (message, options) {
      const error = Reflect.construct(Error, message === undefined ? [] : [message, options], new.target ?? holder[name]);
      return error;
    },
  };
  const made = holder[name];
  defineProperty(made, 'length', { __proto__: null, value: 1, configurable: true });
  Object.setPrototypeOf(made, Error);
  defineProperty(made, 'prototype', {
    __proto__: null,
    value: Object.create(Error.prototype, { constructor: hidden(made), name: hidden(name), message: hidden('') }),
    writable: false,
  });
  return made;
}
const CompileError = errorClass('CompileError');
const LinkError = errorClass('LinkError');
const RuntimeError = errorClass('RuntimeError');
natives.setErrors({ CompileError, LinkError, RuntimeError });

function bytesOf(source, context) {
  const isBuffer = isView(source) ? !(source instanceof DataView) :
    source instanceof ArrayBuffer || Object.prototype.toString.call(source) === '[object ArrayBuffer]';
  if (!isBuffer) throw new TypeError(`${context}: Argument 0 must be a buffer source`);
  return source;
}

function handleOf(receiver, kind, context) {
  const entry = isObject(receiver) ? handles.get(receiver) : undefined;
  if (entry === undefined || entry.kind !== kind) {
    throw new TypeError(context ?? `Receiver is not a WebAssembly.${kind}`);
  }
  return entry.handle;
}

// One object for each memory, table and global, however it is reached.
function wrapperOf(kind, handle, prototype) {
  const key = natives.identity(handle);
  const known = wrappers.get(key);
  if (known !== undefined) return known;
  const wrapper = Object.create(prototype);
  handles.set(wrapper, { __proto__: null, kind, handle });
  wrappers.set(key, wrapper);
  return wrapper;
}

function limit(descriptor, name, context, lowest, highest, required) {
  const given = descriptor[name];
  if (given === undefined) {
    if (required) throw new TypeError(`${context}: Property '${name}' is required`);
    return undefined;
  }
  const shown = `${context}: Property '${name}'`;
  const number = Number(given);
  if (!Number.isFinite(number)) throw new TypeError(`${shown} must be convertible to a valid number`);
  const whole = Math.trunc(number);
  if (whole < 0) throw new TypeError(`${shown} must be non-negative`);
  if (whole > 0xffffffff) throw new TypeError(`${shown} must be in the unsigned long range`);
  if (whole < lowest) throw new RangeError(`${shown}: value ${whole} is below the lower bound ${lowest}`);
  if (whole > highest) throw new RangeError(`${shown}: value ${whole} is above the upper bound ${highest}`);
  return whole;
}

function moduleFrom(target, bytes, context) {
  const module = Object.create(target);
  handles.set(module, { __proto__: null, kind: 'Module', handle: natives.compile(bytes, context) });
  return module;
}

class Module {
  constructor(source) {
    const prototype = new.target.prototype;
    return moduleFrom(prototype, bytesOf(source, 'WebAssembly.Module()'), 'WebAssembly.Module()');
  }
  static imports(module) {
    return natives.imports(handleOf(module, 'Module', 'WebAssembly.Module.imports(): Argument 0 must be a WebAssembly.Module'));
  }
  static exports(module) {
    return natives.exports(handleOf(module, 'Module', 'WebAssembly.Module.exports(): Argument 0 must be a WebAssembly.Module'));
  }
  static customSections(module, name) {
    const handle = handleOf(module, 'Module', 'WebAssembly.Module.customSections(): Argument 0 must be a WebAssembly.Module');
    if (name === undefined) throw new TypeError('WebAssembly.Module.customSections(): Argument 1 is required');
    return natives.customSections(handle, `${name}`);
  }
}

const prototypes = { __proto__: null };
const kinds = { __proto__: null, memory: 'Memory', table: 'Table', global: 'Global' };

function readImports(handle, imports, context) {
  return natives.imports(handle).map(({ module, name, kind }, index) => {
    const holder = imports[module];
    if (!isObject(holder)) {
      throw new TypeError(`${context}: Import #${index} module="${module}": module is not an object or function`);
    }
    const value = holder[name];
    const entry = kind !== 'function' && isObject(value) ? handles.get(value) : undefined;
    return entry === undefined ? value : entry.handle;
  });
}

function instanceFrom(prototype, module, imports, context) {
  const handle = handleOf(module, 'Module');
  if (imports === undefined && natives.imports(handle).length > 0) {
    throw new TypeError(`${context}: Imports argument must be present and must be an object`);
  }
  const values = imports === undefined ? [] : readImports(handle, imports, context);
  const exports = { __proto__: null };
  for (const [name, kind, value] of natives.instantiate(handle, values, context)) {
    const shown = kind === 'function' ? value : wrapperOf(kinds[kind], value, prototypes[kind]);
    defineProperty(exports, name, { __proto__: null, value: shown, enumerable: true, configurable: false, writable: false });
  }
  const instance = Object.create(prototype);
  handles.set(instance, { __proto__: null, kind: 'Instance', handle: Object.freeze(exports) });
  return instance;
}

class Instance {
  constructor(module, imports) {
    handleOf(module, 'Module', 'WebAssembly.Instance(): Argument 0 must be a WebAssembly.Module');
    if (imports !== undefined && !isObject(imports)) {
      throw new TypeError('WebAssembly.Instance(): Argument 1 must be an object');
    }
    return instanceFrom(new.target.prototype, module, imports, 'WebAssembly.Instance()');
  }
  get exports() { return handleOf(this, 'Instance', 'WebAssembly.Instance.exports: Receiver is not a WebAssembly.Instance'); }
}

class Memory {
  constructor(descriptor) {
    if (!isObject(descriptor)) throw new TypeError('WebAssembly.Memory(): Argument 0 must be a memory descriptor');
    const context = 'WebAssembly.Memory()';
    const initial = limit(descriptor, 'initial', context, 0, 65536, true);
    const maximum = limit(descriptor, 'maximum', context, initial, 65536, false);
    if (descriptor.shared) throw new RangeError(`${context}: shared memory is not available: there are no threads`);
    const memory = wrapperOf('Memory', natives.makeMemory(initial, maximum), new.target.prototype);
    return memory;
  }
  grow(delta) {
    const handle = handleOf(this, 'Memory', 'WebAssembly.Memory.grow(): Receiver is not a WebAssembly.Memory');
    const pages = limit({ delta }, 'delta', 'x', 0, 0xffffffff, true);
    const before = natives.growMemory(handle, pages);
    if (before === undefined) throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    return before;
  }
  get buffer() {
    return natives.memoryBuffer(handleOf(this, 'Memory', 'WebAssembly.Memory.buffer: Receiver is not a WebAssembly.Memory'));
  }
}

class Table {
  constructor(descriptor, value) {
    const context = 'WebAssembly.Table()';
    if (!isObject(descriptor)) throw new TypeError(`${context}: Argument 0 must be a table descriptor`);
    const element = `${descriptor.element}`;
    if (element !== 'anyfunc' && element !== 'externref') {
      throw new TypeError(`${context}: Descriptor property 'element' must be a WebAssembly reference type`);
    }
    const initial = limit(descriptor, 'initial', context, 0, 10000000, true);
    const maximum = limit(descriptor, 'maximum', context, initial, 0xffffffff, false);
    return wrapperOf('Table', natives.makeTable(element, initial, maximum, value), new.target.prototype);
  }
  get length() { return natives.tableLength(handleOf(this, 'Table', 'WebAssembly.Table.length: Receiver is not a WebAssembly.Table')); }
  grow(count, value) {
    const handle = handleOf(this, 'Table', 'WebAssembly.Table.grow(): Receiver is not a WebAssembly.Table');
    const before = natives.tableGrow(handle, indexOf(count, 'grow'), value);
    if (before === undefined) throw new RangeError(`WebAssembly.Table.grow(): failed to grow table by ${count}`);
    return before;
  }
  set(index, value) {
    const handle = handleOf(this, 'Table', 'WebAssembly.Table.set(): Receiver is not a WebAssembly.Table');
    natives.tableSet(handle, indexOf(index, 'set'), value);
  }
  get(index) {
    const handle = handleOf(this, 'Table', 'WebAssembly.Table.get(): Receiver is not a WebAssembly.Table');
    return natives.tableGet(handle, indexOf(index, 'get'));
  }
}

function indexOf(value, method) {
  const number = Number(value);
  const context = `WebAssembly.Table.${method}(): Argument 0`;
  if (!Number.isFinite(number)) throw new TypeError(`${context} must be convertible to a valid number`);
  if (number < 0) throw new TypeError(`${context} must be non-negative`);
  if (number > 0xffffffff) throw new TypeError(`${context} must be in the unsigned long range`);
  return Math.trunc(number);
}

class Global {
  constructor(descriptor, value) {
    const context = 'WebAssembly.Global()';
    if (!isObject(descriptor)) throw new TypeError(`${context}: Argument 0 must be a global descriptor`);
    const mutable = !!descriptor.mutable;
    const type = `${descriptor.value}`;
    if (!['i32', 'i64', 'f32', 'f64', 'externref', 'anyfunc'].includes(type)) {
      throw new TypeError(`${context}: Descriptor property 'value' must be a WebAssembly type`);
    }
    if (type === 'anyfunc' && value !== undefined && value !== null && !natives.isExportedFunction(value)) {
      throw new TypeError(`${context}: The value of funcref globals must be null or an exported function`);
    }
    return wrapperOf('Global', natives.makeGlobal(type, mutable, value), new.target.prototype);
  }
  valueOf() { return natives.globalGet(handleOf(this, 'Global', 'WebAssembly.Global.valueOf(): Receiver is not a WebAssembly.Global')); }
  get value() { return natives.globalGet(handleOf(this, 'Global', 'get WebAssembly.Global.value: Receiver is not a WebAssembly.Global')); }
  set value(value) {
    const handle = handleOf(this, 'Global', 'set WebAssembly.Global.value: Receiver is not a WebAssembly.Global');
    natives.globalSet(handle, value);
  }
}

async function compile(source) {
  const context = 'WebAssembly.compile()';
  const bytes = bytesOf(source, context);
  await undefined;
  return moduleFrom(Module.prototype, bytes, context);
}

async function instantiate(source, imports) {
  const context = 'WebAssembly.instantiate()';
  const isModule = isObject(source) && handles.get(source)?.kind === 'Module';
  if (!isObject(source)) throw new TypeError(`${context}: Argument 0 must be a buffer source or a WebAssembly.Module object`);
  if (imports !== undefined && !isObject(imports)) throw new TypeError(`${context}: Argument 1 must be an object`);
  if (isModule) {
    await undefined;
    return instanceFrom(Instance.prototype, source, imports, context);
  }
  const bytes = bytesOf(source, context);
  await undefined;
  const module = moduleFrom(Module.prototype, bytes, context);
  return { module, instance: instanceFrom(Instance.prototype, module, imports, context) };
}

// The library's reader of responses gives the bytes piece by piece.
function streamed(source, context) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    const state = {
      __proto__: null,
      push(piece) { pieces.push(new Uint8Array(isView(piece) ? piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.byteLength) : piece.slice())); },
      finish() {
        const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
        let offset = 0;
        for (const piece of pieces) {
          all.set(piece, offset);
          offset += piece.length;
        }
        resolve(all);
      },
      abort(reason) { reject(reason ?? new TypeError(`${context}: stream was aborted`)); },
      setURL() {},
    };
    natives.stream(state, source);
  });
}

async function compileStreaming(source) {
  const context = 'WebAssembly.compileStreaming()';
  return moduleFrom(Module.prototype, await streamed(await source, context), context);
}

async function instantiateStreaming(source, imports) {
  const context = 'WebAssembly.instantiateStreaming()';
  if (imports !== undefined && !isObject(imports)) throw new TypeError(`${context}: Argument 1 must be an object`);
  const module = moduleFrom(Module.prototype, await streamed(await source, context), context);
  return { module, instance: instanceFrom(Instance.prototype, module, imports, context) };
}

function validate(source) { return natives.validate(bytesOf(source, 'WebAssembly.validate()')); }

const WebAssembly = {};
toStringTag(WebAssembly, 'WebAssembly');
// V8's functions are no async ones, though all but one answer promises.
const functions = {
  compile: (source) => compile(source),
  validate,
  instantiate: (source, imports = undefined) => instantiate(source, imports),
  compileStreaming: (source) => compileStreaming(source),
  instantiateStreaming: (source, imports = undefined) => instantiateStreaming(source, imports),
};
for (const [name, value] of Object.entries(functions)) defineProperty(WebAssembly, name, { ...hidden(value), enumerable: true });
// V8's constructors are functions that say themselves that they want `new`.
function constructorOf(made) {
  const { name } = made;
  const holder = {
    [name]: function (argument) {
      if (new.target === undefined) {
        throw new TypeError(`WebAssembly.${name}(): WebAssembly.${name} must be invoked with 'new'`);
      }
      return Reflect.construct(made, arguments, new.target);
    },
  };
  const shown = holder[name];
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(made))) {
    if (!['length', 'name', 'prototype'].includes(key)) defineProperty(shown, key, property);
  }
  defineProperty(shown, 'prototype', { __proto__: null, value: made.prototype, writable: false });
  defineProperty(made.prototype, 'constructor', hidden(shown));
  return shown;
}

for (const made of [Module, Instance, Table, Memory, Global].map(constructorOf)) {
  defineProperty(WebAssembly, made.name, hidden(made));
  toStringTag(made.prototype, `WebAssembly.${made.name}`);
  for (const holder of [made, made.prototype]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      const isOwnOfFunction = holder === made && ['length', 'name', 'prototype'].includes(name);
      if (name !== 'constructor' && !isOwnOfFunction) {
        defineProperty(holder, name, { ...property, enumerable: true });
      }
    }
  }
}
for (const made of [CompileError, LinkError, RuntimeError]) defineProperty(WebAssembly, made.name, hidden(made));
prototypes.memory = Memory.prototype;
prototypes.table = Table.prototype;
prototypes.global = Global.prototype;
return WebAssembly;
