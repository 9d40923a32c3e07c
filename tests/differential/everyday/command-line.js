// A command line tool: options, sub-commands, standard input, environment files, exit codes, and what it writes to which stream.
const { parseArgs, parseEnv, styleText, format } = require('util');
const { spawnSync } = require('child_process');
if (process.argv.length > 2) {
  const options = { count: { type: 'string', short: 'n', default: '1' }, upper: { type: 'boolean', short: 'u' }, tag: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } };
  let parsed;
  try {
    parsed = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true, tokens: true });
  } catch (error) {
    console.error(`${error.code}: ${error.message}`);
    process.exit(64);
  }
  const { values, positionals, tokens } = parsed;
  if (values.help) return void console.log('usage: tool [-n COUNT] [-u] [--tag TAG]... COMMAND');
  const commands = {
    async cat() {
      let text = '';
      for await (const piece of process.stdin.setEncoding('utf8')) text += piece;
      process.stdout.write((values.upper ? text.toUpperCase() : text).repeat(Number(values.count)));
    },
    async env() {
      console.log(parseEnv('A=1\n# comment\nB="two words"\nC=\'single\' # tail\nexport D=4\nE=\n'), process.env.TOOL, values.tag, tokens.length);
    },
    async fail() {
      console.error(styleText('red', 'failing', { validateStream: false }));
      process.exitCode = 3;
    },
    async crash() {
      throw new TypeError(format('%s is %d', positionals[1], 5));
    },
  };
  const command = commands[positionals[0]];
  if (command === undefined) {
    process.stderr.write(`no command ${positionals[0]}\n`);
    process.exit(2);
  }
  process.on('exit', (code) => process.stderr.write(`exit ${code}\n`));
  command();
} else {
  const run = (args, input) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [__filename, ...args], { input, encoding: 'utf8', env: { ...process.env, TOOL: 'set' } });
    console.log(args.join(' '), '->', status, JSON.stringify(stdout), JSON.stringify(/TypeError/.test(stderr) ? stderr.match(/^TypeError.*$/m)[0] : stderr));
  };
  run(['--help']);
  run(['cat', '-un2'], 'grüße\n');
  run(['cat', '--count=3'], '');
  run(['env', '--tag', 'a', '--tag=b']);
  run(['fail']);
  run(['crash', 'it']);
  run(['nothing']);
  run(['--unknown']);
  run(['cat', '--upper=yes']);
  run(['env', '-n']);
}
