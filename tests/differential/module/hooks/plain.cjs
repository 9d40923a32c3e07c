module.exports = 'from a CommonJS file';
