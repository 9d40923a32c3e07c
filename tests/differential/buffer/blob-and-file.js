// Blob and File of buffer, transcode, isUtf8, isAscii, atob and btoa.
const { Blob, File, atob, btoa, isAscii, isUtf8, transcode, resolveObjectURL } = require('node:buffer');
(async () => {
  const blob = new Blob(['añ', new Uint8Array([0xff, 0x41]), new Blob(['z'])], { type: 'Text/Plain' });
  console.log(blob.size, blob.type, await blob.text(), Buffer.from(await blob.arrayBuffer()).toString('hex'), await blob.slice(1, 3, 'x').text());
  const file = new File(['data'], 'name.txt', { type: 'a/b', lastModified: 5 });
  console.log(file.name, file.lastModified, file.size, file instanceof Blob, await file.bytes());
  const pieces = [];
  for await (const piece of blob.stream()) pieces.push(...piece);
  console.log(pieces.length, isUtf8(Buffer.from('é')), isUtf8(Buffer.from([0xff])), isAscii(Buffer.from('a')), isAscii(Buffer.from('é')));
  console.log(transcode(Buffer.from('€é'), 'utf8', 'latin1'), transcode(Buffer.from('é'), 'utf8', 'utf16le'), atob(btoa('héllo')));
  const url = URL.createObjectURL(blob);
  console.log(resolveObjectURL(url).size, url.startsWith('blob:nodedata:'));
  URL.revokeObjectURL(url);
  console.log(resolveObjectURL(url));
  for (const run of [() => btoa('€'), () => atob('*'), () => new File([]), () => transcode(Buffer.from('a'), 'utf8', 'nope')]) {
    try { run(); } catch (error) { console.log(error.name, error.code, error.message); }
  }
})();
