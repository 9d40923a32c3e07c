// Queries to a server that is not there.
const dns = require('node:dns');
const resolver = new dns.Resolver({ timeout: 50, tries: 1 });
resolver.setServers(['127.0.0.1:1']);
resolver.resolve4('example.test', (error, addresses) => {
  console.log(error.code, error.syscall, error.hostname, addresses);
  resolver.resolveMx('example.test', (error) => {
    console.log(error.code, error.syscall, error.message);
    try {
      resolver.resolve('x', 'BAD', () => {});
    } catch (error) {
      console.log(error.code);
    }
  });
});
