// Headers, Request, Response and FormData without a network.
const headers = new Headers([['B', '2'], ['a', '1'], ['a', '3'], ['Set-Cookie', 'x'], ['set-cookie', 'y']]);
console.log([...headers], headers.get('A'), headers.getSetCookie(), headers.has('none'));
headers.delete('b');
headers.set('a', ' trimmed ');
console.log(Object.fromEntries(headers));
const request = new Request('http://x.example/p?q', { method: 'post', body: new URLSearchParams({ a: 'b c' }), headers: { 'X-Own': '1' }, redirect: 'manual' });
console.log(request.method, request.url, request.headers.get('content-type'), request.redirect, await request.clone().text(), request.bodyUsed, await request.formData().then((form) => [...form]));
const response = Response.json({ a: [1] }, { status: 201, statusText: 'Made', headers: { x: 'y' } });
console.log(response.status, response.ok, response.statusText, response.headers.get('content-type'), await response.json(), response.bodyUsed, response.type);
console.log(Response.error().type, Response.redirect('http://a/', 307).headers.get('location'), await new Response(new Blob(['b'])).bytes(), await new Response('').arrayBuffer());
const form = new FormData();
form.append('text', 'value');
form.append('file', new File(['data'], 'name.txt', { type: 'text/plain' }));
const again = await new Response(form).formData();
console.log(again.get('text'), again.get('file').name, await again.get('file').text(), [...again.keys()]);
for (const run of [() => new Response('', { status: 99 }), () => new Request('/relative'), () => new Request('http://x', { method: 'GET', body: 'b' }), () => new Headers({ 'bad name': '1' }), () => new Response('x', { status: 204 }), () => Response.redirect('http://x', 200), () => new Request('http://u:p@x')]) {
  try { run(); console.log('fine'); } catch (error) { console.log(error.name, error.message.split('\n')[0]); }
}
await response.text().catch((error) => console.log(error.name, error.message));
await fetch('http://127.0.0.1:1/').catch((error) => console.log(error.message, error.cause?.message ?? error.cause?.code));
console.log(await (await fetch('data:text/plain;base64,aGk=')).text(), await (await fetch(URL.createObjectURL(new Blob(['blob'])))).text());
