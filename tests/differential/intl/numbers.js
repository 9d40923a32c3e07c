// Numbers by locale: grouping, fraction digits, significant digits, signs, percent, money, parts.
const show = (value, locale, options) => console.log(JSON.stringify(value.toLocaleString(locale, options)));
for (const value of [0, -0, 1234567.891, -1e21, 0.000001, NaN, -Infinity, 999.9995]) show(value);
for (const locale of ['en-US', 'de', 'fr', 'en-GB', 'ja', 'pl', 'pt-BR', 'xx']) show(1234567.891, locale);
show(5, 'en', { minimumFractionDigits: 2 });
show(1.005, 'en', { maximumFractionDigits: 2 });
show(123456, 'en', { maximumSignificantDigits: 3 });
show(0.00012345, 'en', { minimumSignificantDigits: 2, maximumSignificantDigits: 4 });
show(7, 'en', { minimumIntegerDigits: 3, useGrouping: false });
show(0.256, 'en', { style: 'percent', maximumFractionDigits: 1 });
show(-1234.5, 'en-US', { style: 'currency', currency: 'USD' });
show(1234.5, 'de', { style: 'currency', currency: 'EUR' });
show(1234.5, 'ja', { style: 'currency', currency: 'JPY' });
show(3, 'en', { signDisplay: 'always' });
show(12345678901234567890n, 'en');
const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' });
console.log(format.formatToParts(-1234.5), [1, 2.5].map(format.format));
console.log(Object.prototype.toString.call(format), Intl.NumberFormat.supportedLocalesOf(['de', 'xx', 'en-US']));
for (const run of [() => new Intl.NumberFormat('e'), () => (1).toLocaleString('en', { maximumFractionDigits: 101 }), () => new Intl.NumberFormat('en', { style: 'currency' }), () => new Intl.NumberFormat('en', { style: 'x' })]) {
  try { run(); } catch (error) { console.log(error.name, error.message); }
}
