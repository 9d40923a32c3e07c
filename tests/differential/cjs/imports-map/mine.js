module.exports = 'custom condition';
