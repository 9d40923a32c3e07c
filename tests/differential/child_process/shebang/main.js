// Promise: a script with a shebang runs by its path and through PATH, as npm's commands do.
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const script = path.join(dir, 'tool');
fs.writeFileSync(script, `#!${process.execPath}\nconsole.log("tool", process.argv.slice(2).join());\n`, { mode: 0o755 });
const env = { ...process.env, PATH: `${dir}:${path.dirname(process.execPath)}:/usr/bin:/bin` };
console.log(spawnSync(script, ['a', 'b'], { encoding: 'utf8', env }).stdout);
console.log(spawnSync('tool', ['c'], { encoding: 'utf8', env }).stdout);
console.log(spawnSync('node', ['-p', '"node"'], { encoding: 'utf8', env }).stdout);
fs.rmSync(dir, { recursive: true });
