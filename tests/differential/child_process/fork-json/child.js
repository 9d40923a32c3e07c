process.on('message', (message) => {
  if (message !== 'text') return process.send({ got: message, args: process.argv.slice(2), exec: process.execArgv });
  for (let i = 0; i < 3; i++) process.send(['é', i, 'x'.repeat(10)]);
  process.send('last');
});
