// Promise: url.parse keeps its legacy behaviour: fields, slashes, query parsing, host escaping and errors.
const url = require('url');
const f = (u) =>
  Object.entries(u)
    .filter(([, v]) => v !== null)
    .map(([k, v]) => `${k}=${typeof v === 'object' ? JSON.stringify(v) : v}`)
    .join(' ');
const t = (...a) => {
  try {
    console.log(JSON.stringify(a[0]), f(url.parse(...a)));
  } catch (e) {
    console.log(JSON.stringify(a[0]), e.name, e.code, e.message);
  }
};
for (const s of [
  'http://user:pa%20ss@Host.COM:8080/p/a/t/h?query=string#hash',
  '//some_path',
  'HTTP://www.example.com',
  "http://x.com/path?that's#all, folks",
  'http://x.y.com+a/b/c',
  'http://x...y...#p',
  'http://_jabber._tcp.google.com/',
  'http://[fe80::1]',
  'http://[::1]:80/x',
  'mailto:foo@bar.com?subject=hi',
  "javascript:alert('hello');",
  'file:///etc/passwd',
  'file://localhost/etc',
  'file:///C:/dir',
  '/absolute?q',
  'relative/path',
  '?q=1',
  '#h',
  '',
  ' ',
  'http:/x',
  'http:x',
  'http://',
  'http:///p',
  'a:b:c',
  'http://a@b@c/',
  'http://a@b?@c',
  'http://a.b/\tbc\ndr\ref g"hq\'j<kl>?mn\\op=^qr`99{st|uv}wx',
  'http://a\\b',
  '\\\\h\\p',
  'x://ss',
  'xmpp:u@h',
  'http://ex.com:',
  'http://ex.com:99999',
  'http://ex.com:abc',
  'http://ü.de/ä',
  'http://-a.com',
  'http://a%b/',
  'git+ssh://h:p/x',
  'coap:u:p@::1:61616/s?q',
  'HtTp://x.y.cOm;a/b/c',
  'dot.test://foo/bar',
  'http://h?a=1?b=2',
  'http://h#a#b',
  'http://a b/',
  'http://x/p;a=b',
  'http://*',
  'http://h/%7Efoo',
  'ws://h',
]) {
  t(s);
}
t('http://h/?a=1&a=2&b', true);
t('/p', true);
t('//h/p', false, true);
t('//h/p?x=1', true, true);
t('http://h?', true);
for (const b of [undefined, null, 5, {}, [], true]) t(b);
for (const b of ['http://a\u0000b', 'http://[bad', 'http://\u3002', 'http://h:1:2', 'http://x^y']) t(b);
console.log(url.parse('http://h/p') instanceof url.Url, url.parse(url.parse('x')).href, url.parse('http://h/p'));
