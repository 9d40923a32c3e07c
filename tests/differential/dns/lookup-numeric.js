// lookup of addresses and of localhost in every form.
const dns = require('node:dns');
const show = (name, next) => (error, ...rest) => {
  console.log(name, error?.code ?? null, ...rest);
  next?.();
};
for (const options of [{ family: 5 }, { hints: 1 }, 'x']) {
  try {
    dns.lookup('localhost', options, () => {});
  } catch (error) {
    console.log(error.code, error.name);
  }
}
dns.lookup('127.0.0.1', show('v4', () => {
  dns.lookup('::1', show('v6', () => {
    dns.lookup('127.0.0.1', { all: true }, show('all', () => {
      dns.lookup('localhost', 4, show('localhost', () => {
        dns.lookup('localhost', { family: 4, all: true }, show('localhost all', () => {
          dns.promises.lookup('localhost', { family: 4 }).then((answer) => console.log('promise', answer));
        }));
      }));
    }));
  }));
}));
