module.exports = 'both.js wins';
