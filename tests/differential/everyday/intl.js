// What programs format for people: numbers, money, dates, lists, plurals, relative time, sorted names, segments of text.
const date = new Date(Date.UTC(2024, 11, 25, 14, 5, 9));
for (const locale of ['en-US', 'de-DE', 'ja-JP']) {
  console.log(locale, new Intl.NumberFormat(locale).format(1234567.891), (0.256).toLocaleString(locale, { style: 'percent' }), new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(-1234.5));
  console.log(new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date), new Intl.ListFormat(locale).format(['a', 'b', 'c']));
}
console.log((1234.5).toLocaleString(), (12).toLocaleString('en', { minimumIntegerDigits: 4, useGrouping: false }), (0.1 + 0.2).toLocaleString('en', { maximumFractionDigits: 1 }));
console.log(date.toLocaleDateString('en-US', { timeZone: 'UTC' }), date.toLocaleTimeString('en-US', { timeZone: 'UTC' }), date.toLocaleString('en-GB', { timeZone: 'America/New_York' }));
const plural = new Intl.PluralRules('en-US', { type: 'ordinal' });
console.log([1, 2, 3, 4, 11, 21, 22].map((n) => `${n}${{ one: 'st', two: 'nd', few: 'rd', other: 'th' }[plural.select(n)]}`).join(' '), new Intl.PluralRules('pl').select(3));
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
console.log(relative.format(-1, 'day'), relative.format(2, 'week'), relative.format(0, 'year'));
console.log(['ä', 'z', 'a', 'Z', 'é', 'e'].sort((a, b) => a.localeCompare(b)), ['10', '9', '2'].sort(new Intl.Collator(undefined, { numeric: true }).compare), 'a'.localeCompare('A', undefined, { sensitivity: 'base' }));
console.log([...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment('é👨‍👩‍👧x')].map(({ segment }) => segment), [...new Intl.Segmenter('en', { granularity: 'word' }).segment('Hello, big world!')].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment));
console.log(Intl.getCanonicalLocales('EN-us'), Intl.DateTimeFormat('en').resolvedOptions().timeZone, new Intl.DateTimeFormat('en', { timeZone: 'Asia/Tokyo', timeStyle: 'short' }).format(date));
