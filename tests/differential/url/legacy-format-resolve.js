// Promise: url.format and url.resolve (legacy) and url.format(URL, options).
const url = require('url');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const o of [
  { protocol: 'http', host: 'h:1', pathname: 'p' },
  { protocol: 'http:', hostname: 'h', port: 80, pathname: '/p?#', search: 'a#b', hash: 'x' },
  { hostname: '::1', port: 3, protocol: 'https' },
  { host: 'h', slashes: true },
  { pathname: 'a', query: { x: [1, 2], y: 'é' } },
  { search: '?s', query: { q: 1 } },
  { protocol: 'mailto', pathname: 'a@b' },
  { auth: 'u:p@x', host: 'h', protocol: 'ftp' },
  { protocol: 'file', pathname: '/x' },
  { protocol: 'foo', host: 'h' },
  { protocol: 'foo', host: 'h', slashes: true },
  {},
  { hash: '#a', search: '?b' },
  { query: 'str' },
  { query: {} },
  { pathname: null, port: 0, hostname: 'z' },
  { protocol: 'javascript', pathname: "alert('x')" },
  { hostname: 'a', pathname: 'noslash' },
])
  t(() => url.format(o));
for (const b of [undefined, null, 5, true, () => 1]) t(() => url.format(b));
t(() => url.format('http://h/p q'));
const u = new URL('http://us:pw@xn--mnchen-3ya.de/p?q#h');
for (const o of [
  undefined,
  { auth: false },
  { fragment: false },
  { search: false },
  { unicode: true },
  { auth: 0, fragment: 0, search: 0, unicode: 1 },
  {},
  null,
  5,
  'x',
])
  t(() => url.format(u, o));
for (const [a, b] of [
  ['/one/two/three', 'four'],
  ['http://example.com/', '/one'],
  ['http://example.com/one', '/two'],
  ['http://a.com/b/c/d', '..'],
  ['http://a.com/b/c/d', '../../../../x'],
  ['http://a/b', '//c/d'],
  ['a/b', '?q'],
  ['a?x', '#h'],
  ['mailto:a@b', 'c'],
  ['http://a', 'mailto:x'],
  ['http://u:p@h/x', 'y'],
  ['http://u:p@h/x', 'http://h2'],
  ['http://a/b?c#d', ''],
  ['', 'x'],
  ['.', '#s'],
  ['..', '.'],
  ['/a/b/', './c/./../d'],
  ['fred:///s//a/b/c', '../../../g'],
  ['http://h', 'https:x'],
  ['/users/../../../../etc', ''],
  ['http://a/b', 'javascript:1'],
  ['a', 'b/'],
  ['/', 'a/../..'],
  ['http://ex.com:8/a', ':9'],
  ['foo:a/b', '../c'],
  ['http:/a', '//x'],
  ['//h/a', 'b'],
])
  t(() => [a, b, url.resolve(a, b)].join('  '));
t(() => url.resolve('a', null));
t(() => url.resolveObject('http://a/b', 'c').pathname);
t(() => url.urlToHttpOptions(new URL('http://us%20:p%40@[::1]:99/p?q=1#h')));
t(() => url.urlToHttpOptions('x'));
