// Every method of console into streams of its own: tables, groups, counts, asserts, dir, options.
const { Console } = require('node:console');
const { Writable } = require('node:stream');
const collect = () => { const sink = new Writable({ write(piece, encoding, done) { sink.text += piece; done(); } }); sink.text = ''; return sink; };
const [stdout, stderr] = [collect(), collect()];
const own = new Console({ stdout, stderr, groupIndentation: 3, inspectOptions: { depth: 0 } });
own.log('%s is %d and %i, %f, %j %o %O %c%%', 'x', 1.5, 1.9, '2.5', { a: 1 }, [1], { b: { c: {} } }, 'css');
own.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
own.table([[1, 2], [3]], ['1']);
own.table(new Map([['k', { v: 1 }]]));
own.table(5);
own.group('one');
own.info('inside\ntwo lines');
own.groupCollapsed();
own.warn('deeper');
own.groupEnd();
own.groupEnd();
own.count();
own.count('label');
own.count();
own.countReset();
own.count();
own.countReset('none');
own.assert(true, 'no');
own.assert(false, 'yes %s', 'formatted');
own.assert(0);
own.dir({ a: { b: { c: 1 } } }, { depth: 2 });
own.dirxml([1], { a: 1 });
own.timeEnd('missing');
own.timeLog('missing');
own.debug('debug');
own.error(Object.assign(new Error('e'), { stack: 'stack' }));
console.log(stdout.text);
console.log('---');
console.log(stderr.text);
try { new Console({}); } catch (error) { console.log(error.code); }
try { new Console({ stdout, colorMode: 'x' }); } catch (error) { console.log(error.code); }
console.log(typeof Console.prototype, own instanceof Console, Object.prototype.toString.call(console));
