module.exports = 'cjs in esm';
