// setServers and getServers, their forms and their errors.
const dns = require('node:dns');
const resolver = new dns.Resolver();
resolver.setServers(['1.2.3.4', '1.2.3.4:5353', '[2001:db8::1]:53', '2001:db8::2', '[2001:db8::3]:5353']);
console.log(resolver.getServers());
for (const servers of [['x'], [1], 'x', ['1.2.3.4:']]) {
  try {
    resolver.setServers(servers);
    console.log(resolver.getServers());
  } catch (error) {
    console.log(error.code, error.message);
  }
}
console.log(dns.getDefaultResultOrder());
dns.setDefaultResultOrder('ipv4first');
console.log(dns.getDefaultResultOrder());
try {
  dns.setDefaultResultOrder('x');
} catch (error) {
  console.log(error.code);
}
