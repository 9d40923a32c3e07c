// Serializer and Deserializer carry a transferred ArrayBuffer by number; options of a heap snapshot are checked.
const v8 = require('v8');
const shared = new ArrayBuffer(4);
new Uint8Array(shared).set([1, 2, 3, 4]);
const serializer = new v8.Serializer();
serializer.writeHeader();
serializer.transferArrayBuffer(7, shared);
serializer.writeValue({ view: new Uint8Array(shared, 1, 2), whole: shared, other: new ArrayBuffer(2) });
const bytes = serializer.releaseBuffer();
console.log(bytes.toString('hex'));
const receive = (prepare) => {
  const deserializer = new v8.Deserializer(bytes);
  deserializer.readHeader();
  try {
    prepare(deserializer);
    const value = deserializer.readValue();
    console.log(value, value.whole === shared, value.view.buffer === value.whole, deserializer.getWireFormatVersion());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
receive((deserializer) => deserializer.transferArrayBuffer(7, shared));
receive((deserializer) => deserializer.transferArrayBuffer(8, shared));
receive(() => {});
receive((deserializer) => deserializer.transferArrayBuffer(7, 'text'));
console.log(v8.stopCoverage(), v8.takeCoverage());
for (const options of [5, { exposeInternals: 'x' }, { exposeNumericValues: 1 }]) {
  try {
    v8.getHeapSnapshot(options);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
