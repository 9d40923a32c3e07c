// The v8 module: statistics have their fields, flags are taken, values travel as bytes.
const v8 = require('v8');
console.log(Object.keys(v8.getHeapStatistics()).join(), Object.values(v8.getHeapStatistics()).every((x) => typeof x === 'number'));
console.log(Object.keys(v8.getHeapCodeStatistics()).join(), v8.getHeapSpaceStatistics().every((s) => typeof s.space_name === 'string'), typeof v8.cachedDataVersionTag());
console.log(v8.setFlagsFromString('--no-opt'), v8.startupSnapshot.isBuildingSnapshot());
try { v8.setFlagsFromString(5) } catch (e) { console.log(e.code) }
try { v8.startupSnapshot.addSerializeCallback(() => {}) } catch (e) { console.log(e.code) }
const value = { a: [1, , 3], m: new Map([[{ k: 1 }, new Set([1n])]]), d: new Date(0), r: /x/gi, b: Buffer.from('hi'), f: new Float64Array([1.5]), u: undefined, n: -0 };
value.self = value;
const copy = v8.deserialize(v8.serialize(value));
console.log(copy, copy.self === copy);
for (const bad of [() => v8.serialize(() => {}), () => v8.serialize(Symbol('s')), () => v8.deserialize(Buffer.from([1, 2])), () => v8.deserialize('x')]) { try { bad(); console.log('fine') } catch (e) { console.log(e.name, e.code, e.message) } }
class S extends v8.Serializer { _writeHostObject(o) { this.writeUint32(o.length); this.writeRawBytes(Buffer.from(o.buffer, o.byteOffset, o.byteLength)) } }
class D extends v8.Deserializer { _readHostObject() { return new Uint8Array(this.readRawBytes(this.readUint32())) } }
const s = new S(); s.writeHeader(); s.writeValue({ x: new Uint8Array([1, 2, 3]) }); s.writeUint64(1, 2); s.writeDouble(1.5);
const d = new D(s.releaseBuffer()); console.log(d.readHeader(), d.readValue(), d.readUint64(), d.readDouble(), d.getWireFormatVersion());
