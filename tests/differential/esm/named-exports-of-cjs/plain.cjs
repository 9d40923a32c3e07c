exports.a = 1; exports.b = function () {}; if (false) exports.never = 1; module.exports.c = 3;
