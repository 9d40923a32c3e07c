// Promise: package "exports": conditions, patterns, nulls, arrays, sugar, self reference, and every error code.
const t = (s) => {
  try {
    console.log(s, require(s));
  } catch (e) {
    console.log(s, e.name, e.code, e.message.replaceAll(__dirname, 'D').split('\n')[0]);
  }
};
for (const s of [
  'exp',
  'exp/sub',
  'exp/sub.js',
  'exp/cond',
  'exp/only-import',
  'exp/pat/x',
  'exp/pat/y.js',
  'exp/pat/deep/z',
  'exp/pat/private/p',
  'exp/ext/x.js',
  'exp/null',
  'exp/arr',
  'exp/missing',
  'exp/outside',
  'exp/notdot',
  'exp/nm',
  'exp/package.json',
  'exp/nested',
  'exp/lib/a.js',
  'exp/',
  'exp/dir/',
  'exp/tail/long',
  'exp/tail/long/er',
  'exp/default-first',
  'exp/numeric',
  'sugar',
  'sugar/x',
  'badmix',
  'badtarget',
  'arrsugar',
  'nullexp',
  'condroot',
  'self-name',
  'self-name/inner',
  'self-name/none',
  'falseexp',
  'exp/%2e%2e/x',
  'exp/enc%2fx',
])
  t(s);
import('exp/cond')
  .then((m) => console.log('import cond', m.default))
  .then(() => import('exp/only-import'))
  .then((m) => console.log(m.default))
  .then(() => import('condroot'))
  .then((m) => console.log(m.default))
  .then(() => import('exp/nope'))
  .catch((e) => console.log(e.name, e.code, e.message.replaceAll(__dirname, 'D')));
console.log(require.resolve('exp/cond').replace(__dirname, 'D'));
