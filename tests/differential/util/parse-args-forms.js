// util.parseArgs: types, shorts, multiples, defaults, positionals, tokens, negation, errors.
const { parseArgs } = require('node:util');
const options = { verbose: { type: 'boolean', short: 'v' }, name: { type: 'string', short: 'n', default: 'none' }, tag: { type: 'string', multiple: true }, color: { type: 'boolean' } };
const run = (args, more) => {
  try { console.log({ ...parseArgs({ args, options, ...more }) }); } catch (error) { console.log(error.code, error.message); }
};
run(['-v', '--name', 'x', '--tag=a', '--tag', 'b']);
run(['-vn', 'x']);
run(['--no-color'], { allowNegative: true });
run(['one', '--', '-v'], { allowPositionals: true });
run(['one']);
run(['--unknown']);
run(['--unknown', '-z', 'p'], { strict: false });
run(['--verbose=yes']);
run(['--name']);
run(['--name', '-v']);
run(['-v', 'p', '--tag', 'x'], { tokens: true, allowPositionals: true });
run([], { options: { bad: { type: 'number' } } });
run([], { options: { long: { type: 'string', short: 'lo' } } });
