module.exports = 'both/index';
