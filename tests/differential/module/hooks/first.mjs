let greeting;
let port;
export async function initialize(data) {
  ({ greeting, port } = data);
  port.postMessage('initialized');
  return 'unused';
}
export async function resolve(specifier, context, nextResolve) {
  if (specifier === 'virtual:unknown') return nextResolve('no-such-package-at-all', context);
  if (specifier === 'virtual:no-short-circuit') return { url: 'virtual:x' };
  if (specifier.startsWith('virtual:')) {
    port.postMessage(`resolve ${specifier}`);
    return { url: specifier, shortCircuit: true };
  }
  return nextResolve(specifier, context);
}
export async function load(url, context, nextLoad) {
  if (url === 'virtual:throws') throw new RangeError('the hook broke');
  if (url === 'virtual:bad-format') return { format: 'nonsense', source: '', shortCircuit: true };
  if (url.startsWith('virtual:')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { format: 'module', source: `export default ${JSON.stringify(`${greeting} from ${url}`)}; export const extra = 1;`, shortCircuit: true };
  }
  if (url.endsWith('.yaml')) {
    const { source } = await nextLoad(url, { ...context, format: 'module' });
    return { format: 'json', source: JSON.stringify(Object.fromEntries(String(source).trim().split('\n').map((line) => line.split(': ')))), shortCircuit: true };
  }
  return nextLoad(url, context);
}
