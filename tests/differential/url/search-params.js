// URLSearchParams: get, getAll, has, set, delete with and without a value, forEach with this, and the URL they belong to follows.
const { URL, URLSearchParams } = require('url');
const url = new URL('https://example.org/p?a=1&b=2&a=3&c=%20x+y&a=4#h');
const params = url.searchParams;
console.log(params.get('a'), params.get('none'), params.getAll('a'), params.getAll('none'), params.has('a'), params.has('a', '3'), params.has('a', '9'));
const receiver = { list: [] };
params.forEach(function (value, name, whole) {
  this.list.push(`${name}=${value}`, whole === params);
}, receiver);
console.log(receiver.list.join(' '));
params.delete('a', '3');
console.log(url.href);
params.set('a', 'é&=');
console.log(url.search, params.size, String(params));
params.set('new', undefined);
params.append('new', null);
console.log(url.href);
params.delete('new');
params.delete('a');
console.log(url.href, params.toString());
params.delete('b');
params.delete('c');
console.log(url.href, JSON.stringify(url.search), params.size);
url.search = '?z=1&y=2';
params.sort();
console.log(url.toJSON(), JSON.stringify({ url }), [...params.keys()], [...params.values()]);
params.forEach((value, name) => {
  if (name === 'y') params.append('late', '1');
  console.log('visited', name, value);
});
console.log(new URLSearchParams({ q: 'a b', r: ['x', 'y'] }).toString(), new URLSearchParams([['k', 'v'], ['k', 'w']]).getAll('k'));
console.log(params, params.entries());
for (const attempt of [
  () => params.get(),
  () => params.set('x'),
  () => params.has(),
  () => params.delete(),
  () => params.getAll(),
  () => params.append('x'),
  () => params.forEach(),
  () => params.forEach('x'),
  () => URLSearchParams.prototype.get.call({}, 'a'),
  () => new URLSearchParams([['one']]),
  () => new URLSearchParams(1n).toString(),
  () => new URLSearchParams({ [Symbol.iterator]: 1 }),
  () => URL.prototype.toJSON.call({}),
]) {
  try {
    console.log('no error', attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
