exports.a = 1; exports.same = require('./self-require') === exports; exports.parent = require('path').basename(module.parent.filename);
