// Promise: a CommonJS file is a function body with five arguments; `return` and `arguments` work as in Node.
console.log(arguments.length, typeof arguments[0], typeof arguments[1], arguments[2] === module);
console.log(arguments[0] === exports, arguments[1] === require, arguments[3] === __filename, arguments[4] === __dirname);
console.log(require('node:path').basename(__filename), require('node:path').dirname(__filename) === __dirname);
console.log(require.main === module, module.id, module.parent, module.loaded, module.children.length);
console.log(Object.keys(module), Object.keys(require));
console.log(module.constructor.name, module instanceof require('module'));
console.log(require('module').wrapper);
console.log(require('module').wrap('X'));
console.log(new.target === undefined);
setImmediate(() => console.log('loaded now', module.loaded));
return;
console.log('never');
