// Words that threads of the library wait on: the lock of module hooks, the status of postMessageToThread.
// Each process has a copy of its own; `Atomics.notify` tells the others what stands in it. That is all
// that the library needs: it writes, notifies, and reads after it has waited.
(function (natives) {
  const buffers = { __proto__: null }; // by name, weakly
  const names = new WeakMap();
  const waiting = { __proto__: null }; // by name, what ends each waitAsync
  const gone = new FinalizationRegistry((name) => delete buffers[name]);

  function keep(name, buffer) {
    buffers[name] = new WeakRef(buffer);
    names.set(buffer, name);
    gone.register(buffer, name);
    return buffer;
  }
  function wake(name) {
    const ends = waiting[name];
    delete waiting[name];
    if (ends !== undefined) for (let index = 0; index < ends.length; index++) ends[index]('ok');
  }

  // The primordials of a module that shares words, which may need timers once it runs.
  const own = (primordials, require) => ({
    __proto__: primordials,
    globalThis: {
      __proto__: primordials.globalThis,
      SharedArrayBuffer: function (length) {
        return keep(natives.newName(), new primordials.globalThis.SharedArrayBuffer(length));
      },
    },
    AtomicsNotify({ buffer }) {
      const name = names.get(buffer);
      natives.tell(name, buffer);
      wake(name);
      return 0;
    },
    AtomicsWait(view, index, value) {
      while (primordials.AtomicsLoad(view, index) === value) natives.block();
      return 'ok';
    },
    AtomicsWaitAsync(view, index, value, timeout) {
      if (primordials.AtomicsLoad(view, index) !== value) return { async: false, value: 'not-equal' };
      const promise = new primordials.Promise((resolve) => {
        (waiting[names.get(view.buffer)] ??= []).push(resolve);
        if (timeout !== undefined) require('timers').setTimeout(resolve, timeout, 'timed-out').unref();
      });
      return { async: true, value: promise };
    },
  });

  return {
    give: (load) => (...parameters) => {
      const primordials = parameters.pop();
      return load(...parameters, own(primordials, parameters[1]));
    },
    name: (buffer) => names.get(buffer),
    adopt: (name, bytes) => {
      const known = buffers[name]?.deref();
      if (known !== undefined) return known;
      const buffer = new SharedArrayBuffer(bytes.length);
      new Uint8Array(buffer).set(bytes);
      return keep(name, buffer);
    },
    told: (name, bytes) => {
      const buffer = buffers[name]?.deref();
      if (buffer === undefined || buffer.byteLength !== bytes.length) return;
      new Uint8Array(buffer).set(bytes);
      wake(name);
    },
  };
})
