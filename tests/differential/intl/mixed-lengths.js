// Fields of a date keep their own lengths beside each other: a long weekday with a short month, a short weekday with a long one.
const date = new Date(Date.UTC(2024, 11, 25, 14, 5, 9));
for (const locale of ['en-US', 'de', 'fr']) {
  for (const [weekday, month] of [['long', 'short'], ['short', 'long'], ['long', 'numeric']]) {
    console.log(locale, date.toLocaleDateString(locale, { weekday, month, day: 'numeric', year: 'numeric', timeZone: 'UTC' }));
  }
}
