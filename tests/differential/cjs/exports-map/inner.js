module.exports = 'self inner';
