// querystring: odd inputs, own separators, coders, limits, escapes.
const qs = require('node:querystring');
for (const input of ['a=1&a=2&b', '=', '&&', 'a=b=c', '%zz=1', 'a%20b=c+d', 'x=%E4%BD', '__proto__=1', 'ü=é', 'a[]=1&a[]=2']) console.log(JSON.stringify(input), { ...qs.parse(input) });
console.log({ ...qs.parse('a:1;b:2', ';', ':') }, Object.keys(qs.parse('a=1&b=2&c=3', null, null, { maxKeys: 2 })), { ...qs.parse('a=%41', '&', '=', { decodeURIComponent: (text) => text.toLowerCase() }) });
console.log(qs.stringify({ a: [1, 'x y'], b: true, c: null, d: undefined, e: NaN, f: 5n, g: {}, h: '' }), qs.stringify({ a: 1, b: 2 }, ';', ':'), qs.stringify({ a: 'é' }, null, null, { encodeURIComponent: (text) => `<${text}>` }), qs.stringify('x'));
console.log(qs.escape("a b&c='é!()*~"), qs.unescape('%41%zz+'), String(qs.unescapeBuffer('%41+%zz')));
try { qs.stringify({ a: '\ud800' }); } catch (error) { console.log(error.name, error.code); }
