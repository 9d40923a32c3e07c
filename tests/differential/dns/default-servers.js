// The module's own functions use the servers that setServers gave, and cancel ends what is under way with ECANCELLED.
const dns = require('dns');
const dgram = require('dgram');
const silent = dgram.createSocket('udp4');
silent.bind(0, '127.0.0.1', async () => {
  const own = `127.0.0.1:${silent.address().port}`;
  const before = dns.getServers();
  dns.setServers([own]);
  console.log(Array.isArray(before), dns.getServers().length, dns.getServers()[0] === own, dns.promises.getServers()[0] === own);
  const resolver = new dns.Resolver();
  resolver.setServers([own]);
  let pending = 3;
  const ended = (method) => (error, answer) => {
    console.log(method, error.code, error.syscall, error.hostname, error.message, answer);
    if (--pending === 0) silent.close();
  };
  resolver.resolve6('a.example', ended('resolve6'));
  resolver.resolveTxt('b.example', ended('resolveTxt'));
  resolver.reverse('192.0.2.7', ended('reverse'));
  resolver.cancel();
  const promises = new dns.promises.Resolver();
  promises.setServers([own]);
  const asked = promises.resolveNs('c.example');
  promises.cancel();
  await asked.catch((error) => console.log('promise', error.code, error.message));
});
