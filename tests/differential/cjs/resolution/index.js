module.exports = 'root index';
