const q = 1; module.exports = { q, r: q, s: { t: 1 } };
