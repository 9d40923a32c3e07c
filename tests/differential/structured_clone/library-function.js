// Promise: the text of a function of Node's library in DataCloneError.
try {
  structuredClone(process.stdout.write);
} catch (e) {
  console.log(e.name, e.code, e.message);
}
