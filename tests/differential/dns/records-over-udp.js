// A Resolver asks a server of this program over UDP and reads every kind of record: resolve6, Caa, Cname, Naptr, Ns, Ptr, Soa, Srv, Txt, Any, reverse.
const dns = require('dns');
const dgram = require('dgram');

const name = (text) => Buffer.concat([...text.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
const text = (...parts) => Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)])));
const number = (size, value) => (size === 2 ? Buffer.from([value >> 8, value & 255]) : Buffer.from([(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]));
const types = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, NAPTR: 35, CAA: 257 };
const data = {
  A: [Buffer.from([192, 0, 2, 1]), Buffer.from([192, 0, 2, 2])],
  NS: [name('ns1.example.org'), name('ns2.example.org')],
  CNAME: [name('target.example.org')],
  SOA: [Buffer.concat([name('ns1.example.org'), name('admin.example.org'), ...[2024010203, 7200, 900, 1209600, 300].map((value) => number(4, value))])],
  PTR: [name('host.example.org')],
  MX: [Buffer.concat([number(2, 10), name('mail.example.org')])],
  TXT: [text('one', 'two'), text('v=spf1 -all')],
  AAAA: [Buffer.from('20010db8000000000000000000000001', 'hex')],
  SRV: [Buffer.concat([number(2, 5), number(2, 60), number(2, 8080), name('srv.example.org')])],
  NAPTR: [Buffer.concat([number(2, 100), number(2, 50), text('S', 'SIP+D2U', '!^.*$!sip:x@example.org!'), name('sip.example.org')])],
  CAA: [Buffer.concat([Buffer.from([0]), text('issue'), Buffer.from('ca.example.net')])],
};

const server = dgram.createSocket('udp4');
server.on('message', (query, from) => {
  let end = 12;
  while (query[end]) end += query[end] + 1;
  const question = query.subarray(12, end + 5);
  const asked = query.readUint16BE(end + 1);
  const missing = question.includes('missing');
  const wanted = missing ? [] : Object.keys(types).filter((type) => asked === 255 ? type !== 'CNAME' && type !== 'SRV' && type !== 'PTR' : types[type] === asked);
  const answers = wanted.flatMap((type) => data[type].map((bytes) => Buffer.concat([Buffer.from([0xc0, 12]), number(2, types[type]), number(2, 1), number(4, 60), number(2, bytes.length), bytes])));
  const header = Buffer.concat([query.subarray(0, 2), number(2, missing ? 0x8183 : 0x8180), number(2, 1), number(2, answers.length), number(2, 0), number(2, 0)]);
  server.send(Buffer.concat([header, question, ...answers]), from.port, from.address);
});
server.bind(0, '127.0.0.1', async () => {
  const resolver = new dns.promises.Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  const show = async (label, attempt) => {
    try {
      console.log(label, await attempt());
    } catch (error) {
      console.log(label, '|', error.name, error.code, error.syscall, error.hostname, error.message);
    }
  };
  await show('resolve4', () => resolver.resolve4('example.org'));
  await show('resolve4 ttl', () => resolver.resolve4('example.org', { ttl: true }));
  await show('resolve6', () => resolver.resolve6('example.org'));
  await show('resolve6 ttl', () => resolver.resolve6('example.org', { ttl: true }));
  for (const method of ['resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTxt']) {
    await show(method, () => resolver[method]('example.org'));
  }
  await show('resolve TXT', () => resolver.resolve('example.org', 'TXT'));
  await show('resolveAny', () => resolver.resolveAny('example.org'));
  await show('reverse', () => resolver.reverse('192.0.2.1'));
  await show('reverse 6', () => resolver.reverse('2001:db8::1'));
  for (const method of ['resolve4', 'resolve6', 'resolveTxt', 'resolveSoa', 'resolveAny']) await show(method, () => resolver[method]('missing.example.org'));
  const plain = new dns.Resolver();
  plain.setServers(resolver.getServers());
  console.log('object', plain.resolveSrv('example.org', (error, records) => {
    console.log('callback', error, records);
    plain.reverse('192.0.2.1', (error, names) => {
      console.log('callback', error, names);
      server.close();
    });
  }).constructor.name);
});
