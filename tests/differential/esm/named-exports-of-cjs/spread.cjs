module.exports = { ...require('./plain.cjs'), own: 1 };
