// Promise: import attributes: JSON modules, missing, wrong and unknown attributes, errors in JSON, sharing with require.
import data from './d.json' with { type: 'json' };
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
console.log(data, data === require('./d.json'));
const ns = await import('./d.json', { with: { type: 'json' } });
console.log(ns, ns.default === data);
data.added = 1;
console.log(require('./d.json').added);
const t = async (s, o) => {
  try {
    console.log(s, await import(s, o));
  } catch (e) {
    console.log(s, e.name, e.code, e.message.replaceAll(import.meta.dirname, 'D'));
  }
};
await t('./d.json');
await t('./d.json', { with: {} });
await t('./d.json', { with: { type: 'css' } });
await t('./d.json', { with: { type: 'javascript' } });
await t('./m.mjs', { with: { type: 'json' } });
await t('./d.json', { with: { type: 'json', foo: 'bar' } });
await t('./m.mjs', { with: { foo: 'bar' } });
await t('./m.mjs', {});
await t('./m.mjs', { assert: { type: 'json' } });
await t('./m.mjs', 5);
await t('./m.mjs', null);
await t('./m.mjs', { with: 5 });
await t('./d.json', { with: { type: 5 } });
await t('./bad.json', { with: { type: 'json' } });
await t('./none.json', { with: { type: 'json' } });
await t('./arr.json', { with: { type: 'json' } });
await t('data:application/json,{"q":1}', { with: { type: 'json' } });
await t('data:application/json,{"q":1}');
await t('fs', { with: { type: 'json' } });
await t('./empty.json', { with: { type: 'json' } });
