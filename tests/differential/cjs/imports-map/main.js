// Promise: package "imports" (#name): files, packages, builtins, conditions, patterns, user conditions, errors.
const t = (s) => {
  try {
    console.log(s, typeof require(s) === 'object' ? 'object' : require(s));
  } catch (e) {
    console.log(s, e.name, e.code, e.message.replaceAll(__dirname, 'D').split('\n')[0]);
  }
};
for (const s of [
  '#file',
  '#pkg',
  '#fs',
  '#cond',
  '#pat/one',
  '#pat/two',
  '#missing',
  '#',
  '#/x',
  '#null',
  '#out',
  '#nofile',
  '#custom',
  '#nested',
  '#self',
  '#arr',
])
  t(s);
t('./sub/uses');
(async () => {
  for (const s of ['#file', '#cond', '#fs', '#missing'])
    await import(s).then(
      (m) => console.log('import', s, typeof m.default),
      (e) => console.log('import', s, e.code),
    );
})();
