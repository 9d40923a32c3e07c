'use strict';
// Turns a live value into plain JSON that says what it is: the vocabulary of bindings.json (see setup/README.md).
// It never calls a getter or a function, and it never records anything that changes between two runs.

const MAX_VALUES = 64; // typed arrays longer than this are buffers: their contents mean nothing
const MAX_DEPTH = 8;
const TypedArray = Object.getPrototypeOf(Uint8Array);
const FUNCTION_OWN = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/**
 * Describes `value`.
 * @param {unknown} value
 * @param {string} path dotted place of the value, for the two lists below
 * @param {{skip: Set<string>, state: Set<string>}} rules `skip`: places that are left out (too large, or known elsewhere);
 *   `state`: places whose contents belong to the running process, so that only their kind is recorded
 */
function shape(value, path, rules, ancestors = []) {
  switch (typeof value) {
    case 'undefined': return { $: 'undefined' };
    case 'string': return rules.skip.has(path) ? { $: 'skipped' } : value;
    case 'boolean': return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', value: Object.is(value, -0) ? '-0' : `${value}` };
    case 'bigint': return { $: 'bigint', value: `${value}` };
    case 'symbol': return { $: path.startsWith('util.privateSymbols.') ? 'private-symbol' : 'symbol', description: value.description };
    case 'function': return shapeFunction(value, path, rules, ancestors);
  }
  if (value === null) return null;
  if (rules.skip.has(path)) return { $: 'skipped' };
  if (ancestors.includes(value)) return { $: 'cycle' };
  if (ancestors.length >= MAX_DEPTH) return { $: 'deep' };
  const inside = [...ancestors, value];
  const each = (item, key) => shape(item, `${path}.${key}`, rules, inside);

  if (value instanceof TypedArray) return shapeTypedArray(value, rules.state.has(path));
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return { $: value.constructor.name, length: value.byteLength };
  if (Array.isArray(value)) return rules.state.has(path) ? [] : value.map(each);
  if (value instanceof Map) return { $: 'map', entries: [...value].map(([key, item]) => [each(key, 'key'), each(item, String(key))]) };
  if (value instanceof Set) return { $: 'set', values: [...value].map(each) };

  const members = shapeMembers(value, path, rules, inside);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return { $: 'dictionary', members };
  // Bindings themselves are instances of a nameless native class: plain objects to everyone who looks.
  const of = prototype.constructor?.name ?? '';
  return of === '' || prototype === Object.prototype ? members : { $: 'instance', of, members };
}

/** Own properties in their own order: guests can see the order of constants. Symbol keys are written as `@@description`. */
function shapeMembers(holder, path, rules, ancestors, leaveOut = new Set()) {
  const members = {};
  for (const key of Reflect.ownKeys(holder)) {
    if (leaveOut.has(key)) continue;
    const name = typeof key === 'symbol' ? `@@${key.description}` : key;
    const property = Object.getOwnPropertyDescriptor(holder, key);
    members[name] = property.get || property.set
      ? { $: 'accessor', get: property.get !== undefined, set: property.set !== undefined }
      : shape(property.value, `${path}.${name}`, rules, ancestors);
  }
  return members;
}

/** A function that has a prototype of its own is a class: V8 gives none to plain native functions. */
function shapeFunction(value, path, rules, ancestors) {
  const key = path.slice(path.lastIndexOf('.') + 1);
  const out = { $: Object.hasOwn(value, 'prototype') ? 'class' : 'function' };
  if (value.name !== key) out.name = value.name;
  if (value.length !== 0) out.length = value.length;
  const statics = shapeMembers(value, path, rules, [...ancestors, value], FUNCTION_OWN);
  if (Object.keys(statics).length > 0) out.statics = statics;
  if (out.$ === 'class') {
    const members = (prototype) => shapeMembers(prototype, `${path}.prototype`, rules, [...ancestors, value], new Set(['constructor']));
    out.members = members(value.prototype);
    const parents = [];
    for (let p = Object.getPrototypeOf(value.prototype); p && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
      parents.push({ name: p.constructor?.name ?? '', members: members(p) });
    }
    if (parents.length > 0) out.parents = parents;
  }
  return out;
}

function shapeTypedArray(array, isState) {
  const out = { $: array.constructor.name, length: array.length };
  if (isState || array.length > MAX_VALUES) return out;
  const values = Array.from(array, (x) => (typeof x === 'bigint' ? `${x}` : Number.isFinite(x) ? x : `${x}`));
  if (values.some((x) => x !== 0 && x !== '0')) out.values = values;
  return out;
}

module.exports = { shape };
