import { readFile } from 'node:fs/promises';
export async function load(url, context, nextLoad) {
  if (url.endsWith('.text')) return { format: 'module', source: `export default ${JSON.stringify((await readFile(new URL(url), 'utf8')).trim())}`, shortCircuit: true };
  const result = await nextLoad(url, context);
  if (url.endsWith('plain.mjs')) result.source = String(result.source).replace('original', 'changed');
  return result;
}
