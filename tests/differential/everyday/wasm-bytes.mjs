// WebAssembly modules written as bytes: exported functions, imports called back, memory and tables shared, traps, i64 as BigInt, and modules that are refused.
const string = (text) => [text.length, ...new TextEncoder().encode(text)];
const section = (id, body) => [id, body.length, ...body];
const module_ = (...sections) => new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);
const [I32, I64] = [0x7f, 0x7e];
const add = module_(section(1, [1, 0x60, 2, I32, I32, 1, I32]), section(3, [1, 0]), section(7, [1, ...string('add'), 0, 0]), section(10, [1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b]));
const { instance, module } = await WebAssembly.instantiate(add);
console.log(instance.exports.add(2, 3), instance.exports.add(2 ** 31 - 1, 1), instance.exports.add('7', 1.9), instance.exports.add(), instance.exports.add.length, instance.exports.add.name);
console.log(WebAssembly.Module.exports(module), WebAssembly.Module.imports(module), Object.isFrozen(instance.exports), instance.exports);
const wide = new WebAssembly.Instance(new WebAssembly.Module(module_(section(1, [1, 0x60, 2, I64, I64, 1, I64]), section(3, [1, 0]), section(7, [1, ...string('mul'), 0, 0]), section(10, [1, 7, 0, 0x20, 0, 0x20, 1, 0x7e, 0x0b]))));
console.log(wide.exports.mul(2n ** 62n, 2n), wide.exports.mul(3n, -4n));
try {
  wide.exports.mul(1, 2);
} catch (error) {
  console.log(error.name, error.message);
}
const calls = module_(
  section(1, [2, 0x60, 1, I32, 0, 0x60, 0, 0]),
  section(2, [2, ...string('env'), ...string('log'), 0, 0, ...string('env'), ...string('memory'), 2, 0, 1]),
  section(3, [2, 1, 1]),
  section(7, [2, ...string('run'), 0, 1, ...string('trap'), 0, 2]),
  section(10, [2, 16, 0, 0x41, 0, 0x28, 2, 0, 0x10, 0, 0x41, 4, 0x41, 42, 0x36, 2, 0, 0x0b, 3, 0, 0x00, 0x0b]),
);
const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
const view = new Int32Array(memory.buffer);
view[0] = 1234;
const seen = [];
const second = await WebAssembly.instantiate(await WebAssembly.compile(calls), { env: { log: (value) => seen.push(value), memory } });
second.exports.run();
console.log(seen, view[1], memory.grow(1), view.length, memory.buffer.byteLength, new Int32Array(memory.buffer)[1]);
for (const attempt of [() => second.exports.trap(), () => memory.grow(5), () => new WebAssembly.Module(new Uint8Array([0, 1, 2])), () => new WebAssembly.Instance(new WebAssembly.Module(calls), {}), () => new WebAssembly.Instance(new WebAssembly.Module(calls), { env: { log: 5, memory } }), () => new WebAssembly.Memory({ initial: 2, maximum: 1 })]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.constructor === WebAssembly[error.name] || error.constructor === globalThis[error.name], error.name);
  }
}
try {
  new WebAssembly.Instance(new WebAssembly.Module(calls), { env: { memory, log() { throw new TypeError('from the import'); } } }).exports.run();
} catch (error) {
  console.log(error.name, error.message);
}
const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2 });
table.set(0, instance.exports.add);
console.log(table.get(0)(20, 22), table.get(1), table.length, table.grow(1), table.length);
const global = new WebAssembly.Global({ value: 'i64', mutable: true }, 5n);
global.value += 2n;
console.log(global.value, WebAssembly.validate(add), WebAssembly.validate(new Uint8Array(8)), String(WebAssembly), WebAssembly);
