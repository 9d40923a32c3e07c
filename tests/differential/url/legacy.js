// The old url functions: parse, format, resolve, resolveObject, and conversions of both kinds.
const url = require('node:url');
const parsed = url.parse('http://user:pa%20ss@Host.example:8080/p/a/t/h?query=string&a=1#hash', true);
console.log({ ...parsed, query: { ...parsed.query } });
for (const [from, to] of [['/one/two/three', 'four'], ['http://e.com/', '/one'], ['http://e.com/one', '/two'], ['http://a/b/c/d;p?q', '../g;x=1/./y'], ['mailto:a@b', 'c']]) console.log(url.resolve(from, to));
console.log(url.format({ protocol: 'https', host: 'x.example', pathname: 'some/path', query: { page: 1, list: ['a', 'b'] }, hash: 'h' }), url.resolveObject('http://a/b', 'c').href);
console.log(url.format(new URL('http://ü:p@測試.example/p?q#h'), { fragment: false, unicode: true, auth: false, search: false }));
console.log(url.domainToASCII('español.com'), url.domainToUnicode('xn--espaol-zwa.com'), url.domainToASCII('xn--iñvalid.com'), url.urlToHttpOptions(new URL('http://a:b@[::1]:81/x?y')));
console.log(url.fileURLToPath('file:///a%20b/c'), url.pathToFileURL('/tmp/a#b?c%d é').href);
for (const run of [() => url.parse('http://a:b:c'), () => url.parse(5), () => url.fileURLToPath('http://x'), () => url.fileURLToPath('file://host/x'), () => url.format(5), () => url.parse('javascript:alert(1)').href]) {
  try { console.log(run()); } catch (error) { console.log(error.name, error.code); }
}
