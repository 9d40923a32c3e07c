// Comparing, plural forms, lists, relative times, segments, locales.
console.log(['b', 'a', 'Z', 'ä', 'z', 'A', 'é', 'e'].sort(new Intl.Collator('en').compare).join(''), ['z', 'ä', 'a'].sort((a, b) => a.localeCompare(b, 'sv')).join(''));
console.log('a'.localeCompare('B'), 'a'.localeCompare('A'), 'a'.localeCompare('á', 'en', { sensitivity: 'base' }), 'x10'.localeCompare('x9', undefined, { numeric: true }), 'résumé'.localeCompare('resume'));
const rules = new Intl.PluralRules('en', { type: 'ordinal' });
console.log([1, 2, 3, 4, 11, 21, 102].map((n) => rules.select(n)).join(), new Intl.PluralRules('pl').select(5), new Intl.PluralRules('ar').select(3), new Intl.PluralRules('en').select(1.5));
for (const type of ['conjunction', 'disjunction', 'unit']) console.log(['long', 'short', 'narrow'].map((style) => new Intl.ListFormat('en', { type, style }).format(['a', 'b', 'c'])));
console.log(new Intl.ListFormat('de').format(['a', 'b']), new Intl.ListFormat('en').formatToParts(['x', 'y']));
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
console.log([[-1, 'day'], [1, 'day'], [0, 'hour'], [-3, 'months'], [2, 'weeks'], [1, 'year'], [-1, 'second'], [1234, 'minute']].map(([n, unit]) => relative.format(n, unit)));
console.log(new Intl.RelativeTimeFormat('en').format(-1, 'day'), new Intl.RelativeTimeFormat('en', { style: 'short' }).format(3, 'hour'), new Intl.RelativeTimeFormat('en').formatToParts(2, 'day'));
console.log([...new Intl.Segmenter('en').segment('e\u0301👩‍👧🇩🇪x')].map((one) => one.segment.length));
console.log([...new Intl.Segmenter('en', { granularity: 'word' }).segment('Hi, you!')]);
console.log([...new Intl.Segmenter('en', { granularity: 'sentence' }).segment('One. Two? Three')].map((one) => one.segment), new Intl.Segmenter().segment('abc').containing(1));
console.log(Intl.getCanonicalLocales(['EN-us', 'zh-hant-tw']), new Intl.Locale('de-Latn-AT-u-hc-h12').region, String(new Intl.Locale('en', { region: 'GB' })));
for (const run of [() => Intl.getCanonicalLocales('x'), () => relative.format(1, 'eon'), () => new Intl.ListFormat('en').format([1]), () => Intl.supportedValuesOf('x')]) {
  try { run(); } catch (error) { console.log(error.name, error.message); }
}
console.log(Object.prototype.toString.call(Intl), Object.keys(Intl), typeof Intl.supportedValuesOf('timeZone')[0]);
