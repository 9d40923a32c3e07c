// Time zones: formats of other zones, process.env.TZ, summer time, names.
const date = new Date('2024-07-01T12:00:00Z');
for (const timeZone of ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Calcutta', 'Australia/Lord_Howe', '+05:30']) {
  console.log(timeZone, date.toLocaleString('en-US', { timeZone }), new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone);
}
for (const timeZoneName of ['short', 'long', 'shortOffset', 'longOffset']) console.log(date.toLocaleTimeString('en-US', { timeZone: 'America/Los_Angeles', timeZoneName }));
for (const TZ of ['Europe/Paris', 'America/New_York', 'Asia/Tokyo', 'UTC']) {
  process.env.TZ = TZ;
  const local = new Date(2024, 2, 31, 2, 30);
  console.log(String(date), date.getTimezoneOffset(), date.getHours(), local.toISOString());
  console.log(new Date(2024, 9, 27, 2, 30).toISOString(), new Date(2024, 2, 10, 2, 30).toISOString(), new Date(2024, 10, 3, 1, 30).toISOString());
  console.log(new Date('2024-01-01T00:00').toISOString(), Date.parse('1 Jan 2024'), Intl.DateTimeFormat().resolvedOptions().timeZone);
}
try { new Intl.DateTimeFormat('en', { timeZone: 'Mars/Olympus' }); } catch (error) { console.log(error.name, error.message); }
