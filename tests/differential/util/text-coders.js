// TextEncoder and TextDecoder: encodeInto, fatal, ignoreBOM, streams of bytes, labels.
const encoder = new TextEncoder();
const target = new Uint8Array(5);
console.log(encoder.encode('aé€😀\ud800'), encoder.encodeInto('aé€', target), target, encoder.encoding);
for (const label of ['utf-8', 'UTF8', 'utf-16le', 'latin1', 'windows-1252', 'iso-8859-2', 'shift_jis', 'gbk', 'euc-kr', 'koi8-r', 'nope']) {
  try { const decoder = new TextDecoder(label); console.log(label, decoder.encoding, decoder.decode(new Uint8Array([0x41, 0xe9, 0x20, 0x42]))); } catch (error) { console.log(label, error.name, error.code); }
}
const stream = new TextDecoder();
console.log([[0xe2], [0x82], [0xac, 0x41], []].map((bytes, index) => stream.decode(new Uint8Array(bytes), { stream: index < 3 })));
const bom = new Uint8Array([0xef, 0xbb, 0xbf, 0x41]);
console.log(new TextDecoder().decode(bom).length, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bom).length, new TextDecoder().decode(new Uint8Array([0xff, 0x41, 0xc3])));
try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])); } catch (error) { console.log(error.name, error.code, error.message); }
console.log(new TextDecoder('utf-16le').decode(new Uint8Array([0x41, 0, 0x3d, 0xd8, 0, 0xde])), new TextDecoder().decode(new ArrayBuffer(0)), new TextDecoder().decode());
