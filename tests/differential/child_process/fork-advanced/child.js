process.on('message', (message) => process.send({ back: message, kinds: [message.map instanceof Map, Buffer.isBuffer(message.bytes), typeof message.big] }));
