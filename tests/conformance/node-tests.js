// Node's own test/parallel: `node-tests.js DIR [PREFIX…]`.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { Report, each, refuse, sandbox } = require('./report.js');

// The main module of the sandbox is the test, not this line.
const START = "require('node:module').runMain(process.argv[1])";

async function run(root, file) {
  const text = fs.readFileSync(path.join(root, 'test/parallel', file), 'utf8');
  const words = (name) => [...text.matchAll(new RegExp(`^// ${name}:(.*)$`, 'gm'))].flatMap(([, line]) => line.trim().split(/\s+/));
  return sandbox([
    ...['--mount', `${path.join(root, 'test')}:/node/test`, '--cwd', '/node/test/parallel', '--timeout', '60s'],
    ...['--env', 'NODE_TEST_DIR=/tmp', '--env', 'NODE_TEST_KNOWN_GLOBALS=0'],
    ...words('Env').flatMap((variable) => ['--env', variable]),
    ...words('Flags').map((flag) => `--node-flag=${flag}`),
    ...['-e', START, '--', `/node/test/parallel/${file}`],
  ]);
}

async function main(root, prefixes) {
  if (root === undefined) refuse('usage: just node-tests DIR [PREFIX…], where DIR is a checkout of Node.js');
  for (const folder of ['test/parallel', 'test/common']) {
    if (!fs.existsSync(path.join(root, folder))) refuse(`${root} is no checkout of Node.js: it has no ${folder}`);
  }
  const report = new Report();
  const chosen = (file) => prefixes.length === 0 || prefixes.some((prefix) => file.startsWith(`test-${prefix}`));
  const files = fs.readdirSync(path.join(root, 'test/parallel')).filter((file) => /^test-.*\.m?js$/.test(file) && chosen(file));
  await each(files, async (file) => {
    const { code, stdout, stderr } = await run(path.resolve(root), file);
    const module = /^test-([^-.]+)/.exec(file)[1];
    // What common.skip() prints.
    const skipped = code === 0 && /^1\.\.0 # Skipped/m.test(stdout);
    const lines = stderr.split('\n');
    const reason = lines.find((line) => /^\w*Error\b|^kernelet:/.test(line)) ?? lines[0];
    report.add(module, file, skipped ? 'skipped' : code === 0 ? 'passed' : 'failed', `exit code ${code}. ${reason}`);
  });
  report.end();
}

const [root, ...prefixes] = process.argv.slice(2);
main(root, prefixes);
