// Text as programs take it apart: named groups, sticky and global matches, lookbehind, unicode classes, splitting, templates, normal forms and big numbers.
const text = 'Ann <ann@ex.org>, Bøb <bob@ex.net>; "C. D." <cd@ex.org>';
for (const { groups: { name, host }, index } of text.matchAll(/(?<name>\p{Lu}[\p{L} .]*)"? <\w+@(?<host>[\w.]+)>/gu)) console.log(index, name.trim(), host);
console.log(text.replace(/(?<=@)ex/g, (match, at) => `${match}${at}`), text.split(/[,;]\s*/), 'a1b22c'.split(/(\d+)/), '2024-01-31'.replace(/(?<y>\d+)-(?<m>\d+)-(?<d>\d+)/, '$<d>.$<m>.$<y> $& $` $\''));
const sticky = /\s*(?:(\d+)|([-+*/()]))/y;
const tokens = [];
for (let match; (match = sticky.exec('12 + 3*(45-6)')); ) tokens.push(match[1] ?? match[2]);
console.log(tokens, sticky.lastIndex);
const evaluate = (list) => {
  const peek = () => list[0];
  const atom = () => (peek() === '(' ? (list.shift(), ((value) => (list.shift(), value))(sum())) : Number(list.shift()));
  const product = () => { let value = atom(); while (peek() === '*' || peek() === '/') value = list.shift() === '*' ? value * atom() : value / atom(); return value; };
  const sum = () => { let value = product(); while (peek() === '+' || peek() === '-') value = list.shift() === '+' ? value + product() : value - product(); return value; };
  return sum();
};
console.log(evaluate([...tokens]));
console.log(/[\p{Emoji}--\p{ASCII}]/v.test('😀'), /^.$/u.test('😀'), /^.$/.test('😀'), 'aBc'.match(/b/i).index, /(a)|(b)/d.exec('xb').indices, 'x'.search(/y/), /\bfoo\b/.test('a foo b'));
console.log('é'.normalize('NFD').length, 'Å'.normalize() === 'Å', 'ﬁ'.normalize('NFKC'), [...'👨‍👩‍👧'].length, 'ab'.isWellFormed(), 'a\ud800'.toWellFormed(), '\u{1F600}'.codePointAt(0).toString(16), String.fromCodePoint(128512));
const tag = (strings, ...values) => strings.raw.map((part, at) => part + (values[at] === undefined ? '' : `[${typeof values[at]}:${String(values[at])}]`)).join('');
console.log(tag`a${1}\n${'s'}${null}${Symbol('x')}`, `${[1, [2, 3]]} ${{}} ${() => 1}`);
console.log(2n ** 100n, BigInt.asIntN(8, 255n), (-7n) / 2n, (-7n) % 2n, 0x1fn.toString(2), BigInt('0b101'), (123.456).toFixed(1), (0.000001234).toString(), (1e21).toString(), (255).toString(36), parseInt('12px'), Number('0x1f'), Number(''), Number('1_000'), (25).toString(2).padStart(8, '0'), Number.MAX_SAFE_INTEGER + 2, 0.1 + 0.2, (1.005).toFixed(2), (1234.5678).toExponential(2), (0.00001).toPrecision(1), -0 === 0, Object.is(-0, 0));
console.log(['b', 'a', 'C', 'Ä', '10', '9'].sort(), ['b', 'a', 'C', 'Ä', '10', '9'].toSorted((a, b) => (a < b ? 1 : -1)), 'abc' < 'abd', '10' < '9', [3, undefined, 1].sort(), [, 2].includes(undefined), [NaN].indexOf(NaN), [NaN].includes(NaN), Array.from('añ😀'), [..."ab"].map((c) => c.charCodeAt()), 'trim me '.trimEnd() + '|', 'a,b,,c'.split(',', 3), 'abcabc'.lastIndexOf('b'), 'x'.localeCompare('y'), escape('ü ') + encodeURIComponent('ü/ ') + encodeURI('ü/ ?'), decodeURIComponent('%F0%9F%98%80'));
for (const attempt of [() => new RegExp('('), () => 'x'.repeat(-1), () => decodeURIComponent('%'), () => BigInt(1.5), () => 1n + 1, () => (1).toFixed(101), () => 'x'.normalize('N'), () => new RegExp('a', 'gg'), () => String.fromCodePoint(-1), () => 'a'.matchAll(/a/)]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.message);
  }
}
