// Names and messages of system errors, deprecated and little used functions of util.
const util = require('node:util');
for (const number of [-2, -13, -17, -110]) console.log(util.getSystemErrorName(number), util.getSystemErrorMessage(number));
console.log(util.getSystemErrorMap().get(-2), util.getSystemErrorMap().size > 70);
console.log(util.toUSVString('a\ud800b'), util.stripVTControlCharacters('\x1b[31mred\x1b[0m'), util.isArray([]));
console.log(util.styleText('red', 'x', { validateStream: false }), util.styleText(['bold', 'underline'], 'y', { validateStream: false }).length);
console.log(util.parseEnv('A=1\nB="two words"\n# no\nC=\'x\\n\''), util.aborted.length);
for (const run of [() => util.getSystemErrorName(1), () => util.getSystemErrorName('x'), () => util.styleText('nocolour', 'x'), () => util.stripVTControlCharacters(5)]) {
  try { console.log(run()); } catch (error) { console.log(error.name, error.code, error.message.slice(0, 80)); }
}
