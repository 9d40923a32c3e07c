// Promise: fetch answers data: URLs through Node's own undici, and refuses what it refuses.
(async () => {
  const response = await fetch('data:text/plain;charset=utf-8,hi%20there');
  console.log(response.status, response.ok, response.type, response.headers.get('content-type'), await response.text());
  console.log(await (await fetch('data:application/json,{"a":[1]}')).json());
  for (const bad of ['data:nothing', 'nonsense', 'about:blank']) {
    await fetch(bad).catch((error) => console.log(error.name, error.message, error.cause?.message));
  }
  await fetch('data:,x', { signal: AbortSignal.abort() }).catch((error) => console.log(error.name));
  console.log('end');
})();
