// Promise: weak collections show what nobody else holds until the collector has run.
const { inspect } = require('util');
console.log(inspect(new WeakSet([{ w: 1 }]), { showHidden: true }));
console.log(inspect(new WeakMap([[{ w: 1 }, 'v']]), { showHidden: true }));
