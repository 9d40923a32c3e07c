exports.lost = 1; module.exports = function made() {}; exports.alsoLost = 2; module.exports.kept = 3;
