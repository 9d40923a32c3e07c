// Resolver objects without a query: servers, options, orders, errors of arguments.
const dns = require('node:dns');
const resolver = new dns.Resolver({ timeout: 100, tries: 1 });
resolver.setServers(['1.2.3.4', '[::1]:5353', '5.6.7.8:53']);
console.log(resolver.getServers());
for (const order of ['ipv4first', 'verbatim', 'ipv6first']) {
  dns.setDefaultResultOrder(order);
  console.log(dns.getDefaultResultOrder());
}
for (const run of [() => resolver.setServers(['x']), () => resolver.setServers('1.2.3.4'), () => dns.setDefaultResultOrder('x'), () => dns.lookup(5, () => {}), () => dns.resolve('x', 'NONE', () => {}), () => dns.lookupService('x', 1, () => {}), () => new dns.Resolver({ timeout: -2 })]) {
  try { run(); } catch (error) { console.log(error.code, error.message.split('\n')[0]); }
}
resolver.setLocalAddress('0.0.0.0', '::0');
resolver.cancel();
console.log(dns.NODATA, dns.ADDRCONFIG, typeof dns.promises.Resolver, dns.promises.getDefaultResultOrder());
