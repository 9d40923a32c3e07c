globalThis.loads++; exports.partial = 1; throw new Error('fails each time');
