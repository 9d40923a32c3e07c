console.log("first", require.main === undefined, process.argv.length); globalThis.first = 1;
