// Hooks and helpers of v8 that need no V8: queryObjects aside.
const v8 = require('v8');
console.log(typeof v8.promiseHooks.onInit, typeof v8.takeCoverage, typeof v8.GCProfiler, v8.startupSnapshot.isBuildingSnapshot());
const log = [];
const stop = v8.promiseHooks.createHook({ init: (p) => log.push('init'), settled: () => log.push('settled') });
Promise.resolve(1); stop();
console.log(log.includes('init'));
for (const bad of [() => v8.promiseHooks.onInit(5), () => v8.promiseHooks.createHook({ init: 5 }), () => new v8.Deserializer('x'), () => v8.setHeapSnapshotNearHeapLimit(-1), () => v8.writeHeapSnapshot(5)]) { try { bad(); console.log('fine') } catch (e) { console.log(e.name, e.code) } }
const { DefaultSerializer, DefaultDeserializer } = v8;
const s = new DefaultSerializer(); s.writeHeader(); for (const x of [new Uint16Array([1, 2]), Buffer.from('b'), new BigInt64Array([1n])]) s.writeValue(x);
const d = new DefaultDeserializer(s.releaseBuffer()); d.readHeader(); console.log(d.readValue(), d.readValue(), d.readValue());
