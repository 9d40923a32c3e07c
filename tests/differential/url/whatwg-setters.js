// Promise: URL property setters, statics and searchParams stay in step and ignore invalid values.
const set = (base, k, vals) => {
  for (const v of vals) {
    const u = new URL(base);
    try {
      u[k] = v;
    } catch (e) {
      console.log(e.name, e.code, e.message);
    }
    console.log(k, JSON.stringify(v), u.href);
  }
};
const B = 'https://user:pw@host.com:8080/p/a?q=1#h';
set(B, 'protocol', ['http', 'http:', 'ftp:x', 'mailto', 'file', '', '1x', 'HTTPS', 'wss:']);
set(B, 'host', ['x.com', 'x.com:99', 'x.com:443', '', 'bad host', ':1', 'h:abc', '[::1]:5', 'a/b', 'x?y']);
set(B, 'hostname', ['y', 'y:1', '', '1.2.3', 'ü.de', 'a#b']);
set(B, 'port', ['443', '', '0', '99999', 'x', '8x', -1, 80.9, ' 9', 65535, null]);
set(B, 'pathname', ['x', '/a b', '', '../..', '?#', '/é%41', '\\w']);
set(B, 'search', ['a=b', '?x', '', '?', '#', "'", 'a b']);
set(B, 'hash', ['x', '#y', '', '#', 'a b`', '##']);
set(B, 'username', ['a:b@c', '', 'é']);
set(B, 'password', ['p/q', '']);
set(B, 'href', ['http://new/', 'bad', 'a:b']);
for (const k of ['host', 'hostname', 'port', 'pathname', 'username', 'search', 'hash', 'protocol']) {
  set('mailto:a@b', k, ['x']);
  set('file:///p', k, ['x', '80']);
  set('foo://h/p', k, ['x', 'http']);
}
const u = new URL('http://h/?a=1');
const sp = u.searchParams;
sp.append('b', 'é &');
console.log(u.href, u.search);
u.search = '?z=9';
console.log([...sp], u.searchParams === sp);
sp.delete('z');
console.log(u.href);
sp.set('q', '');
console.log(u.href);
u.href = 'http://x/?new=1#k';
console.log([...sp]);
sp.sort();
u.hash = '';
console.log(u.href);
try {
  u.origin = 'x';
  u.searchParams = 'x';
} catch (e) {
  console.log(e.name);
}
console.log(u.origin, JSON.stringify(u), `${u}`, u.toJSON());
console.log(
  URL.canParse('x'),
  URL.canParse('x', 'http://h'),
  URL.canParse('http://h'),
  URL.parse('bad'),
  URL.parse('x', 'http://h').href,
  URL.length,
  URL.canParse.length,
);
for (const f of [
  () => new URL(),
  () => URL('x'),
  () => URL.canParse(),
  () => new URL(undefined),
  () => new URL(null, 'http://h').href,
  () => new URL({ toString: () => 'http://obj' }).href,
  () => new URL(Symbol('x')),
  () => URL.prototype.href,
  () => Object.keys(u),
  () => structuredClone(u),
])
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
console.log(u, Object.keys(URL.prototype).join());
