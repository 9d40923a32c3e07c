throw new RangeError('throws ' + ++globalThis.n);
