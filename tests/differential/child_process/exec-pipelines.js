// pipelines and redirections of shell commands around node processes keep all data
const { execSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const node = JSON.stringify(process.execPath);
const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const run = (command) => console.log(JSON.stringify(String(execSync(command, { cwd })).slice(0, 200)));

fs.writeFileSync(path.join(cwd, 'lines.js'), 'for (let i = 0; i < 2000; i++) console.log("line " + i);');
fs.writeFileSync(path.join(cwd, 'count.js'), 'let n = 0; process.stdin.on("data", (d) => (n += d.length)).on("end", () => console.log(n));');
run(`${node} lines.js | ${node} count.js`);
run(`${node} lines.js >out.txt; ${node} count.js <out.txt`);
run(`{ echo first; ${node} -e "console.log('second')"; } >both.txt; while read x; do echo "<$x>"; done <both.txt`);
run(`${node} -e "console.error('error'); console.log('output')" 2>&1 >/dev/null | { read x; echo "got $x"; }`);
run(`for i in 1 2 3; do echo $i; done | ${node} count.js`);
run(`${node} lines.js | { read a; read b; echo "$a, $b"; }`);
run(`(cd /; ${node} -p "process.cwd()"); ${node} -p "require('path').basename(process.cwd()).slice(0, 5)"`);
run(`A=1 ${node} -p process.env.A; A=2; ${node} -p process.env.A; export A; ${node} -p process.env.A`);
run(`${node} count.js <<END\nhere document\nEND`);
run(`echo ${node} "$(${node} -p '[1,2].join()')" | { read a b; echo $b; }`);
fs.writeFileSync(path.join(cwd, 'script.sh'), '#!/bin/sh\necho "script $1"\nexit 6\n', { mode: 0o755 });
run('./script.sh argument || echo "status $?"');
fs.writeFileSync(path.join(cwd, 'plain'), 'echo "no first line: $1"\n', { mode: 0o755 });
run('./plain x');
fs.rmSync(cwd, { recursive: true });
console.log('end');
