// What both suites share: sandboxes started a few at a time, and the table.
'use strict';
const { execFile } = require('node:child_process');
const os = require('node:os');
const path = require('node:path');

const KERNELET = process.env.KERNELET ?? path.join(process.env.CARGO_TARGET_DIR ?? 'target', 'release/kernelet');

// Runs `kernelet run` with these arguments; { code, stdout, stderr }.
function sandbox(args) {
  return new Promise((resolve, reject) => {
    execFile(KERNELET, ['run', ...args], { maxBuffer: 64 << 20, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(new Error(`cannot run ${KERNELET}: ${error.message}`));
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

// Calls `work` for every item, as many at once as there are processors.
async function each(items, work) {
  const left = [...items].reverse();
  const worker = async () => {
    while (left.length > 0) await work(left.pop());
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
}

class Report {
  #modules = new Map();

  // `outcome` is 'passed', 'failed' or 'skipped'; a reason is shown for a failure.
  add(module, name, outcome, reason = '') {
    const counts = this.#modules.get(module) ?? { passed: 0, failed: 0, skipped: 0 };
    counts[outcome]++;
    this.#modules.set(module, counts);
    if (outcome === 'failed') console.log(`FAIL ${name}: ${reason}`);
  }

  // Prints the table and sets the exit code.
  end() {
    const all = { passed: 0, failed: 0, skipped: 0 };
    console.log('\n| Module | Passed | Failed | Skipped |\n|---|---|---|---|');
    for (const [module, counts] of [...this.#modules].sort()) {
      for (const outcome of Object.keys(all)) all[outcome] += counts[outcome];
      console.log(`| ${module} | ${counts.passed} | ${counts.failed} | ${counts.skipped} |`);
    }
    console.log(`| all | ${all.passed} | ${all.failed} | ${all.skipped} |`);
    if (all.failed > 0) process.exitCode = 1;
  }
}

// Ends the program: the folder is not what the recipe wants.
function refuse(message) {
  console.error(message);
  process.exit(2);
}

module.exports = { Report, each, refuse, sandbox };
