// MIMEType and MIMEParams: parsing, escaping, changing, errors.
const { MIMEType, MIMEParams } = require('node:util');
const type = new MIMEType('Text/HTML; charset="utf-8"; Q=0.5;; bad; x="a\\"b"');
console.log(String(type), type.type, type.subtype, type.essence, [...type.params]);
type.type = 'application';
type.subtype = 'x.y';
type.params.set('k', 'needs quotes;');
type.params.delete('q');
console.log(type.toString(), JSON.stringify(type), type.params.has('K'), type.params.get('charset'), [...type.params.keys()], [...type.params.values()]);
const params = new MIMEParams();
params.set('a', '1');
console.log(String(params), params.get('none'), [...params.entries()]);
for (const run of [() => new MIMEType('text'), () => new MIMEType('text/'), () => (type.type = 'a b'), () => params.set('', 'x'), () => params.set('a', 'é€'), () => new MIMEType()]) {
  try { run(); console.log('fine'); } catch (error) { console.log(error.name, error.code, error.message); }
}
