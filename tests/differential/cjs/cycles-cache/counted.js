module.exports = ++globalThis.loads;
