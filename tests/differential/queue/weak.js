// The target of a new WeakRef lives through the job and its microtasks; finalizers wait for a collection.
const make = () => new WeakRef({ value: 7 });
const ref = make();
console.log(ref.deref().value);
const log = [];
const registry = new FinalizationRegistry((held) => log.push(held));
registry.register({}, 'gone');
(async () => {
  const inner = make();
  await null;
  console.log(inner.deref().value, log);
  const response = new Response('{"a":1}');
  const reader = response.clone().body.getReader();
  let length = 0;
  for (let piece; !(piece = await reader.read()).done; ) length += piece.value.length;
  console.log(length, await response.text());
  console.log(log);
})();
