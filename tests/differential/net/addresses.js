// isIP and its kin, BlockList, SocketAddress.
const net = require('node:net');
for (const text of ['127.0.0.1', '::1', '256.1.1.1', '1.2.3', '::ffff:1.2.3.4', 'fe80::1%eth0', '', '1.2.3.4 ', '0:0::0:0', ':::']) console.log(JSON.stringify(text), net.isIP(text), net.isIPv4(text), net.isIPv6(text));
const list = new net.BlockList();
list.addAddress('10.0.0.1');
list.addRange('10.1.0.1', '10.1.0.9');
list.addSubnet('192.168.0.0', 16);
list.addSubnet('fc00::', 7, 'ipv6');
for (const [address, family] of [['10.0.0.1'], ['10.0.0.2'], ['10.1.0.5'], ['192.168.9.9'], ['fd00::1', 'ipv6'], ['::1', 'ipv6']]) console.log(address, list.check(address, family));
console.log(list.rules);
const address = new net.SocketAddress({ address: '1.2.3.4', port: 80 });
console.log(address.address, address.port, address.family, address.flowlabel, net.SocketAddress.isSocketAddress(address));
for (const run of [() => list.addAddress('x'), () => list.addRange('10.0.0.9', '10.0.0.1'), () => list.addSubnet('10.0.0.0', 33), () => new net.SocketAddress({ port: -1 })]) {
  try { run(); } catch (error) { console.log(error.code, error.message); }
}
