// tc39/test262: `test262.js DIR [PREFIX…]`. A sandbox runs the tests of one folder, each in a context of its own; one that ends
// the sandbox or takes too long has failed, and another sandbox goes on behind it.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { Report, each, refuse, sandbox } = require('./report.js');

// Folders of the second level are the modules: built-ins/Array, language/types.
function folders(tests) {
  const files = fs.readdirSync(tests, { recursive: true }).filter((file) => file.endsWith('.js') && !file.includes('_FIXTURE'));
  return Map.groupBy(files.sort(), (file) => file.split('/').slice(0, -1).slice(0, 2).join('/'));
}

async function runFolder(root, module, files, report) {
  let left = files;
  while (left.length > 0) {
    const { stdout, stderr } = await sandbox([
      ...['--mount', `${root}:/test262`, '--timeout', '120s'],
      ...['--node-flag=--experimental-vm-modules', '--node-flag=--no-warnings', '--node-flag=--expose-gc'],
      path.join(__dirname, 'test262-guest.js'),
      ...left.slice(0, 500),
    ]);
    const told = stdout.split('\n').flatMap((line) => (line.startsWith('{"file"') ? [JSON.parse(line)] : []));
    for (const { file, outcome, reason } of told) report.add(module, file, outcome, reason);
    const next = left[told.length];
    if (next !== undefined && told.length < Math.min(left.length, 500)) {
      report.add(module, next, 'failed', `the sandbox ended. ${stderr.split('\n')[0]}`);
      left = left.slice(told.length + 1);
    } else {
      left = left.slice(told.length);
    }
  }
}

async function main(root, prefixes) {
  if (root === undefined) refuse('usage: just test262 DIR [PREFIX…], where DIR is a checkout of tc39/test262');
  for (const name of ['test', 'harness/assert.js', 'harness/sta.js']) {
    if (!fs.existsSync(path.join(root, name))) refuse(`${root} is no checkout of test262: it has no ${name}`);
  }
  const report = new Report();
  const chosen = [...folders(path.join(root, 'test'))]
    .map(([module, files]) => [module, files.filter((file) => prefixes.length === 0 || prefixes.some((prefix) => file.startsWith(prefix)))])
    .filter(([, files]) => files.length > 0);
  await each(chosen, ([module, files]) => runFolder(path.resolve(root), module, files, report));
  report.end();
}

const [root, ...prefixes] = process.argv.slice(2);
main(root, prefixes);
