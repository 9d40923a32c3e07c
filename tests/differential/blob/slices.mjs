// Blob: sizes, slices, endings, types, streams, openAsBlob.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
const blob = new Blob(['one\ntwo', new Uint16Array([65, 66]), new DataView(new ArrayBuffer(2)), 5, { a: 1 }], { type: 'A/B;c=D' });
console.log(blob.size, blob.type, blob, JSON.stringify(await blob.slice(0, 7).text()));
for (const range of [[2, 5], [-4], [5, 2], [0, 1e9], [NaN, 3], ['1', '3']]) console.log(range, blob.slice(...range).size);
console.log(new Blob(['a\nb\r\n'], { endings: 'native' }).size, await new Blob([new Blob(['x']).slice(0, 1), 'y']).text(), structuredClone(blob).size);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
fs.writeFileSync(path.join(folder, 'file'), 'file content');
const opened = await fs.openAsBlob(path.join(folder, 'file'), { type: 't/x' });
console.log(opened.size, opened.type, await opened.text(), await opened.slice(5, 9).text(), (await opened.slice(0, 4).bytes()).length);
fs.rmSync(folder, { recursive: true });
const reader = new Blob(['stream']).stream().getReader();
console.log(Buffer.from((await reader.read()).value).toString(), await reader.read());
for (const run of [() => new Blob('x'), () => new Blob([], { endings: 'x' }), () => new Blob(5), () => Blob()]) {
  try { run(); } catch (error) { console.log(error.name, error.code); }
}
