console.log(process.connected, typeof process.send, typeof process.disconnect);
process.on('disconnect', () => console.log('gone', process.connected));
process.send('before', () => process.disconnect());
