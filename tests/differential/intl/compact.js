// Compact notation shortens numbers to thousands and millions, in words or letters, in each language.
for (const locale of ['en', 'de', 'ja']) {
  for (const compactDisplay of ['short', 'long']) {
    const format = new Intl.NumberFormat(locale, { notation: 'compact', compactDisplay });
    console.log(locale, compactDisplay, [0, 5.25, 999, 1000, 1550, 1e6, 2.5e9, -12345].map((number) => format.format(number)));
  }
}
