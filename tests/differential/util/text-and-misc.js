// Promise: styleText, stripVTControlCharacters, MIMEType, parseEnv, aborted, transferable and getCallSites.
const util = require('util');
const t = (f) => {
  try {
    console.log(JSON.stringify(f()));
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const st = (f, s, o = { validateStream: false }) => t(() => util.styleText(f, s, o));
st('red', 'x');
st(['bold', 'underline'], 'x');
st('nope', 'x');
st([], 'x');
st('red', 5);
st(5, 'x');
st(['red', 'nope'], 'x');
st('red', 'a\u001b[39mb');
st('bgBlueBright', '');
st('gray', 'g');
st('red', 'x', { validateStream: true, stream: 5 });
t(() => util.styleText('red', 'piped', { stream: process.stdout }));
t(() => util.stripVTControlCharacters('\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u009b1m z'));
t(() => util.stripVTControlCharacters(5));
t(() => util.stripVTControlCharacters('\u001b[?25l\u001b[2K\u001b[1;31;4mok\u001b(B'));
const m = new util.MIMEType('text/HTML; Charset="utf-8"; q=a; bad param; x="a\\"b"');
console.log(
  m.type,
  m.subtype,
  m.essence,
  String(m),
  JSON.stringify(m),
  [...m.params],
  m.params.get('charset'),
  m.params.has('Q'),
);
m.type = 'application';
m.subtype = 'json';
m.params.set('new', 'a b');
m.params.delete('q');
console.log(`${m}`, m.params.toString());
console.log(m);
for (const b of ['', 'text', 'text/', '/html', 'te xt/html', 'text/html;', 'TEXT/PLAIN;a=1;a=2', ' text/css ', 'text/a b'])
  t(() => String(new util.MIMEType(b)));
t(() => {
  m.type = '';
});
t(() => {
  m.subtype = 'a/b';
});
t(() => m.params.set('é', 'x'));
t(() => m.params.set('x', '\n'));
console.log(new util.MIMEParams());
console.log(
  util.parseEnv(
    'A=1\nB="two words"\n# comment\nC=\'single $A\'\nexport D = spaced  # trail\nE="multi\nline"\nF=\nG=`back tick`\nH="a\\nb"\nI=\'a\\nb\'\n=bad\nJ\nK=x=y\n  L=lead\nM="unterminated\nN=after',
  ),
);
t(() => util.parseEnv(5));
const sites = (function here() {
  return util.getCallSites(2);
})();
console.log(sites.length, sites[0].functionName, Object.keys(sites[0]).sort().join(), sites[0].lineNumber);
t(() => util.getCallSites('x'));
t(() => util.getCallSites(0));
t(() => util.getCallSites(300));
(async () => {
  const ac = new AbortController();
  const res = {};
  const w = util.aborted(ac.signal, res).then(() => console.log('aborted resolved'));
  ac.abort();
  await w;
  await util.aborted(AbortSignal.abort(), res);
  for (const b of [
    [5, {}],
    [ac.signal, null],
    [ac.signal, 'x'],
  ])
    await util.aborted(...b).catch((e) => console.log(e.code, e.message));
})();
console.log(
  util.transferableAbortController().signal.aborted,
  util.TextEncoder === TextEncoder,
  util.TextDecoder === TextDecoder,
  util.inspect.custom.toString(),
  util._extend({ a: 1 }, { b: 2 }),
  util._extend({ a: 1 }, null),
  util.isArray([]),
  util.stripVTControlCharacters.name,
);
