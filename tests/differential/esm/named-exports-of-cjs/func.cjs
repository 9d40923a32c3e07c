module.exports = function main() {}; module.exports.prop = 1; module.exports.default = 'fd';
