module.exports = 'unknown type is commonjs';
