// Promise: JSON.parse errors quote the text and the position as V8 does.
const t = (s) => {
  try {
    console.log(JSON.parse(s));
  } catch (e) {
    console.log(e.name, '|', e.message);
  }
};
t('{"name":"kernelet","list":[1,2,3,],"more":true}');
t('{"name":"kernelet" "list":[1,2,3]}');
t('x'.repeat(60));
t('{"a":"' + 'y'.repeat(60) + '",}');
t('[' + '1,'.repeat(30) + 'oops' + ',2'.repeat(30) + ']');
t('{\n  "a": 1,\n  "b": \n}');
t('{"a":"tab\there"}');
t('"\\u12G4"');
t('[1,2');
t('{"a"');
t('{"a":');
t('tru');
t('truE');
t('NaN');
t('+1');
t('.5');
t('1e');
t('--1');
t('\uFEFF{}');
t('[]]');
t('{]');
t('[}');
t('{1:2}');
t('"\u2028"');
t('1 1');
t('{"__proto__":1}');
t('{"a":1,"a":2}');
t('/* c */ 1');
t('💥');
console.log(
  JSON.parse('{"a":[1,{"b":2}]}', function (k, v) {
    return typeof v === 'number' ? v + 1 : v;
  }),
);
console.log(
  JSON.parse('[1,2]', (k, v) => (k === '0' ? undefined : v)),
  JSON.parse(' \t\r\n7 '),
  JSON.parse('-0'),
  JSON.parse('1E400'),
  JSON.parse('"\\ud83d\\ude00"'),
);
