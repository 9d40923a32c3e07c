// Joins a sandbox object and the global object of a realm of its own.
//
// Every own property of one is seen as a property of the other: `enter` shows those of the sandbox
// on the global, `leave` those that a script made on the sandbox. Both forward to the sandbox from
// then on, so later changes are seen on both sides. What the language makes non-configurable (`var`
// and function declarations of a script) cannot forward: its value is copied at the end of each run.
const { defineProperty, getOwnPropertyDescriptor: describe, deleteProperty, ownKeys } = Reflect;
const builtins = new Set(ownKeys(global));
const forwarded = new Set();

function forward(key) {
  const own = describe(global, key);
  if (own !== undefined && !own.configurable) {
    if (own.writable && key in sandbox) global[key] = sandbox[key];
    return;
  }
  const { enumerable } = describe(sandbox, key);
  defineProperty(global, key, {
    get() { return sandbox[key]; },
    set(value) { sandbox[key] = value; },
    enumerable,
    configurable: true,
  });
  forwarded.add(key);
}

function enter() {
  for (const key of forwarded) {
    if (describe(sandbox, key) === undefined) {
      deleteProperty(global, key);
      forwarded.delete(key);
    }
  }
  for (const key of ownKeys(sandbox)) {
    if (!forwarded.has(key) && key !== 'globalThis') forward(key);
  }
}

function leave() {
  for (const key of forwarded) {
    if (describe(global, key) === undefined) {
      deleteProperty(sandbox, key);
      forwarded.delete(key);
    }
  }
  for (const key of ownKeys(global)) {
    if (forwarded.has(key) || builtins.has(key)) continue;
    const own = describe(global, key);
    if ('value' in own) {
      if (own.configurable) {
        defineProperty(sandbox, key, own);
        forward(key);
      } else if (describe(sandbox, key) === undefined) {
        defineProperty(sandbox, key, { ...own, configurable: true });
      } else {
        sandbox[key] = own.value;
      }
    } else if (describe(sandbox, key) === undefined) {
      defineProperty(sandbox, key, own);
    }
  }
}

return { __proto__: null, enter, leave };
