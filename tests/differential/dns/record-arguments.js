// Resolver methods check their arguments before anything is asked: every record type, both with promises and callbacks.
const dns = require('dns');
const methods = ['resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTxt', 'reverse'];
const resolver = new dns.Resolver();
const report = (label, attempt) => {
  try {
    console.log(label, typeof attempt());
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.message.split('\n')[0]);
  }
};
for (const method of methods) {
  console.log(method, dns[method].name, dns[method].length, resolver[method].length, dns.promises[method].name, dns.promises[method].length);
  report('  no name', () => dns[method]());
  report('  no callback', () => dns[method]('localhost'));
  report('  a number', () => resolver[method](5, () => {}));
  report('  promise of a number', () => dns.promises[method](5));
}
report('type', () => dns.resolve('localhost', 'HOST', () => {}));
report('type of a promise', () => dns.promises.resolve('localhost', 7));
console.log(dns.promises.Resolver.prototype === dns.Resolver.prototype, Object.getOwnPropertyNames(dns.promises.Resolver.prototype).sort().join());
for (const address of ['not an address', '1.2.3', '']) {
  try {
    resolver.reverse(address, () => console.log('called'));
    console.log('asked', address);
  } catch (error) {
    console.log('reverse', address, error.code, error.syscall, error.hostname, error.message);
  }
}
console.log('end');
