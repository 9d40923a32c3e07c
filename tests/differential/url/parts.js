// URL: setters of every part, special and other schemes, canParse, parse, origins, errors.
const u = new URL('http://user:pw@example.com:80/a/../b?x#y');
console.log(u.href, u.origin, u.port);
for (const [part, value] of [['protocol', 'https'], ['protocol', 'mailto'], ['host', 'h.example:444'], ['hostname', 'x y'], ['hostname', '0x7f.1'], ['port', '99999'], ['port', '12ab'], ['pathname', 'p q/./r'], ['search', 'a=b c'], ['hash', '#h h'], ['username', 'ü@'], ['password', ''], ['href', 'ftp://z/']]) {
  u[part] = value;
  console.log(part, value, u.href);
}
try { u.href = 'nope'; } catch (error) { console.log(error.code, error.input); }
for (const input of ['HTTP://EX%41MPLE.com', '//x', 'data:text/plain,hi there', 'file:///C|/x', 'http://[1::0:0:1]/', 'http://1.2.3', 'https://a.b.', 'blob:http://a.b/c', 'http://a b', 'http://x:65536', 'a:b', 'http:\\\\x\\y', ' \thttp://t\n']) {
  const parsed = URL.parse(input);
  console.log(JSON.stringify(input), URL.canParse(input), parsed?.href, parsed?.origin, parsed?.host);
}
console.log(URL.canParse('x', 'http://y'), new URL('../../c', 'http://h/a/b/').href, new URL('?q', 'http://h/a#f').href);
