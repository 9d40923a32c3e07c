export async function resolve(specifier, context, nextResolve) {
  return specifier.startsWith('#app/') ? nextResolve(new URL(`./${specifier.slice(5)}.js`, import.meta.url).href, context) : nextResolve(specifier, context);
}
export async function load(url, context, nextLoad) {
  const result = await nextLoad(url, context);
  if (result.format === 'module' && url.endsWith('/tool.js')) return { ...result, source: `${result.source}\nexport const added = true;` };
  return result;
}
