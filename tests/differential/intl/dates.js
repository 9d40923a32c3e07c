// Dates by locale: default forms, styles, fields, clocks, parts, invalid dates.
const date = new Date('2024-02-29T13:45:30.123Z');
const show = (...options) => console.log(JSON.stringify(date.toLocaleString(...options)));
console.log(date.toLocaleString(), '|', date.toLocaleDateString(), '|', date.toLocaleTimeString());
for (const locale of ['en-GB', 'fr', 'es', 'ja', 'de']) console.log(locale, date.toLocaleDateString(locale), date.toLocaleTimeString(locale));
for (const dateStyle of ['full', 'long', 'medium', 'short']) console.log(date.toLocaleDateString('en-US', { dateStyle }));
for (const timeStyle of ['full', 'long', 'medium', 'short']) console.log(date.toLocaleTimeString('en-US', { timeStyle }));
show('en-US', { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
show('en-US', { month: 'short', day: 'numeric' });
show('en-US', { month: 'long' });
show('en-US', { weekday: 'short' });
show('en-US', { year: 'numeric' });
show('en-US', { year: '2-digit', month: '2-digit', day: '2-digit' });
show('en-US', { hour: '2-digit', minute: '2-digit' });
show('en-US', { hour: 'numeric' });
show('en-US', { hour: 'numeric', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
show('en-US', { hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' });
show('en-US', { hour12: false });
console.log(new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' }).formatToParts(date));
console.log(new Date(NaN).toLocaleString(), Object.prototype.toString.call(new Intl.DateTimeFormat()));
try { new Intl.DateTimeFormat().format(NaN); } catch (error) { console.log(error.name, error.message); }
console.log(escape(new Intl.DateTimeFormat('en-US', { timeStyle: 'short' }).formatToParts(date).map((part) => part.value).join('')));
