// Relative times in other languages than English, French money, and letters whose case depends on the language.
for (const locale of ['de', 'fr', 'ja', 'pl']) {
  const format = new Intl.RelativeTimeFormat(locale);
  console.log(locale, [-3, 1, 5].map((value) => format.format(value, 'hour')), new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day'));
}
console.log(JSON.stringify(new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' }).format(-1234.5)));
console.log('I\u0130'.toLocaleLowerCase('tr'), 'iı'.toLocaleUpperCase('tr'), 'ß'.toLocaleUpperCase('de'), 'Ì'.toLocaleLowerCase('lt').length);
