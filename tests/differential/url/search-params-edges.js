// URLSearchParams: every method, order, iteration, errors, and its tie to the URL.
const url = new URL('https://x.example/p?b=2&a=1&a=3&c=%20+');
const params = url.searchParams;
console.log(params.get('a'), params.get('z'), params.getAll('a'), params.has('c'), params.has('a', '3'), params.size);
params.append('d', 'é&=');
params.set('a', 'only');
params.delete('b');
params.sort();
console.log(url.href, [...params.keys()], [...params.values()], String(params));
params.delete('d', 'other');
params.forEach((value, name, all) => console.log(name, JSON.stringify(value), all === params));
console.log(url.toJSON(), JSON.stringify({ url }), [...new URLSearchParams([['x', '1'], ['y', 2]])], new URLSearchParams({ q: 'a b' }).toString());
console.log(new URLSearchParams('?a=%FF&b=%zz&=v&k').toString(), params[Symbol.iterator] === params.entries);
for (const run of [() => params.get(), () => params.append('x'), () => new URLSearchParams([['x']]), () => URLSearchParams.prototype.get.call({}, 'x')]) {
  try { run(); } catch (error) { console.log(error.name, error.code, error.message); }
}
