// pipeline, compose, finished, addAbortSignal, and the helpers of readable streams.
import { Readable, Transform, PassThrough, Writable, addAbortSignal, compose, finished, pipeline, Duplex } from 'node:stream';
import { pipeline as pipe, finished as done } from 'node:stream/promises';
const upper = () => new Transform({ transform: (piece, encoding, next) => next(null, String(piece).toUpperCase()) });
const collect = async (stream) => { let text = ''; for await (const piece of stream) text += piece; return text; };
console.log(await collect(compose(Readable.from(['a', 'b']), upper())), await collect(Readable.from('xy').compose(upper())));
await pipe(Readable.from(['1', '2']), async function* (source) { for await (const piece of source) yield piece + piece; }, new Writable({ write(piece, encoding, next) { console.log(String(piece)); next(); } }));
await pipe(Readable.from(['x']), upper(), async (source) => collect(source)).then((value) => console.log('value', value));
await pipe(Readable.from((async function* () { yield 'a'; throw new Error('source'); })()), new PassThrough()).catch((error) => console.log(error.message));
const controller = new AbortController();
const endless = addAbortSignal(controller.signal, new Readable({ read() {} }));
setTimeout(() => controller.abort(), 10);
await done(endless).catch((error) => console.log(error.name, error.code));
finished(new PassThrough().end(), () => console.log('finished'));
console.log(await Readable.from([1, 2, 3, 4]).filter((n) => n % 2).map((n) => n * 10).toArray(), await Readable.from([1, 2, 3]).reduce((a, b) => a + b), await Readable.from([3, 1]).some((n) => n > 2), await Readable.from([1, 2, 3]).take(2).toArray(), await Readable.from([1, 2, 3]).drop(2).toArray(), await Readable.from([[1], [2, 3]]).flatMap((x) => x).toArray(), await Readable.from([5, 6]).find((n) => n > 5), await Readable.from([1]).every((n) => n === 1), await Readable.from('ab').asIndexedPairs?.().toArray());
console.log(await collect(Duplex.from(async function* () { yield 'from'; })), await collect(Readable.fromWeb(new Blob(['web']).stream())));
pipeline(Readable.from(['z']), new PassThrough(), (error) => console.log('callback', error));
await new Promise((resolve) => setTimeout(resolve, 30));
