// Prints events without durations, places and stacks.
export default async function* (source) {
  for await (const { type, data } of source) {
    if (type === 'test:diagnostic' && /duration/.test(data.message)) continue;
    if (['test:dequeue', 'test:complete', 'test:summary', 'test:enqueue'].includes(type)) continue;
    const details = data.details?.error ? `${data.details.error.code} ${data.details.error.failureType} ${data.details.error.cause?.message ?? data.details.error.cause}` : '';
    yield [type, data.nesting, data.name ?? data.message ?? data.count, data.testNumber, data.skip, data.todo, data.details?.type, details].filter((x) => x !== undefined && x !== '').join(' | ').replace(/\n[^]*/, '') + '\n';
  }
}
