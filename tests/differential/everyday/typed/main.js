// A program whose modules are TypeScript: types are stripped, imports with extensions work from both module systems, and enums are refused.
const { Queue, describe } = require('./queue.cts');
const queue = new Queue(['a']);
queue.push('b', 'c');
console.log(queue.size, queue.shift(), [...queue], describe({ id: 1, tags: ['x'] }), describe(null));
(async () => {
  const { default: run, parse, Level } = await import('./run.mts');
  console.log(run`one ${2} three`, parse('{"a":1}'), parse('nothing'), Level);
  try {
    await import('./enum.ts');
  } catch (error) {
    console.log(error.name, error.code, error.message.split('\n')[0]);
  }
  try {
    parse(Symbol('s'));
  } catch (error) {
    console.log(error.name, error.message, error.stack.split('\n')[1].replace(/\(.*typed./, '('));
  }
})();
// (The modules beside it are TypeScript.)
