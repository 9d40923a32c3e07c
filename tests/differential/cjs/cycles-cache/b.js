const a = require('./a.js'); exports.sawA = { ...a }; exports.sawLateOfA = a.notThere; exports.done = true;
