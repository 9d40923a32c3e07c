exports.early = 'a early'; const b = require('./b.js'); exports.sawB = b.done; exports.done = true; exports.warned = b.sawLateOfA;
