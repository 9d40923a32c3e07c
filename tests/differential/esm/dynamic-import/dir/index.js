module.exports = 'never: no folder imports';
