// The legacy Url's parseHost takes the port off the host, and what stays is the hostname.
const url = require('url');
for (const host of ['example.org:8080', 'example.org', 'example.org:', '[::1]:3000', '[::1]', ':99', 'a:b', 'user:1:2']) {
  const object = new url.Url();
  object.host = host;
  object.parseHost();
  console.log(JSON.stringify(host), object.host, object.hostname, object.port);
}
const parsed = url.parse('http://user:p%40ss@Example.ORG:81/a/b?x=1#y', true);
parsed.parseHost();
console.log(parsed.hostname, parsed.port, parsed.auth, parsed.query.x, parsed.format());
