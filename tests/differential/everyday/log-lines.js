// A log is read line by line and counted, a CSV with quotes is parsed and summed, and a report is written, renamed and read back.
const fs = require('fs');
const os = require('os');
const path = require('path');
const readline = require('readline');
const { Transform, pipeline } = require('stream');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const log = path.join(folder, 'app.log');
const levels = ['INFO', 'WARN', 'ERROR'];
fs.writeFileSync(log, Array.from({ length: 3000 }, (_, at) => `2024-03-0${1 + (at % 5)}T0${at % 10}:00:00Z ${levels[at % 7 % 3]} request id=${at} took=${(at * 37) % 1000}ms${at % 11 ? '' : ' path="/ä b"'}`).join('\r\n') + '\r\n');
function parseCsv(text) {
  const rows = [[]];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') field += text[at++];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === ',' || letter === '\n')) {
      rows.at(-1).push(field);
      field = '';
      if (letter === '\n') rows.push([]);
    } else field += letter;
  }
  return rows.filter((row) => row.length);
}
(async () => {
  const counts = new Map();
  const slow = [];
  for await (const line of readline.createInterface({ input: fs.createReadStream(log, { highWaterMark: 100 }), crlfDelay: Infinity })) {
    const { groups } = /^(?<day>\d{4}-\d\d-\d\d)T\S+ (?<level>\w+) .*took=(?<took>\d+)ms/.exec(line);
    counts.set(groups.level, (counts.get(groups.level) ?? 0) + 1);
    if (groups.took >= 995) slow.push(Number(groups.took));
  }
  console.log(counts, slow.length, Math.max(...slow), slow.toSorted((a, b) => a - b).slice(0, 3));
  const byDay = Object.groupBy(fs.readFileSync(log, 'utf8').trim().split('\r\n'), (line) => line.slice(0, 10));
  console.table(Object.entries(byDay).map(([day, lines]) => ({ day, lines: lines.length, errors: lines.filter((line) => line.includes('ERROR')).length })));
  const rows = parseCsv('name,amount,note\n"Smith, J",10.50,"said ""hi"""\nÄnne,20.25,"two\nlines"\nBob,-3,\n');
  console.log(rows, rows.slice(1).reduce((sum, [, amount]) => sum + Number(amount), 0).toFixed(2));
  const report = path.join(folder, 'report.json');
  const upper = new Transform({ transform: (chunk, encoding, done) => done(null, String(chunk).toUpperCase()) });
  await new Promise((resolve, reject) => pipeline(fs.createReadStream(log, { start: 0, end: 40 }), upper, fs.createWriteStream(`${report}.tmp`), (error) => (error ? reject(error) : resolve())));
  fs.renameSync(`${report}.tmp`, report);
  fs.appendFileSync(report, '\nend');
  console.log(fs.readdirSync(folder).sort(), fs.readFileSync(report, 'latin1'), fs.statSync(report).size);
  fs.rmSync(folder, { recursive: true });
})();
