// Source map support is set and read, the compile cache has no directory until it is enabled, and flushing is harmless.
const module_ = require('module');
console.log(module_.getSourceMapsSupport());
module_.setSourceMapsSupport(true);
console.log(module_.getSourceMapsSupport());
module_.setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
console.log(module_.getSourceMapsSupport(), Object.getPrototypeOf(module_.getSourceMapsSupport()), Object.isFrozen(module_.getSourceMapsSupport()));
module_.setSourceMapsSupport(false);
console.log(module_.getSourceMapsSupport(), process.sourceMapsEnabled);
for (const attempt of [
  () => module_.setSourceMapsSupport('yes'),
  () => module_.setSourceMapsSupport(),
  () => module_.setSourceMapsSupport(true, 5),
  () => module_.setSourceMapsSupport(true, { nodeModules: 1 }),
  () => module_.setSourceMapsSupport(true, { generatedCode: 'x' }),
]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(module_.getCompileCacheDir(), module_.flushCompileCache(), module_.constants);
const map = new module_.SourceMap({
  version: 3,
  file: 'out.js',
  sources: ['in.ts', 'other.ts'],
  names: ['greet', 'name'],
  mappings: 'AAAA,SAASA,MAAMC;AACb;ACFF,IAAI',
  sourceRoot: '',
});
for (const [line, column] of [[1, 1], [1, 10], [1, 17], [2, 1], [3, 5], [9, 9]]) console.log(line, column, map.findOrigin(line, column));
for (const [line, column] of [[0, 0], [0, 9], [0, 16], [1, 3], [2, 0], [50, 0]]) console.log(line, column, map.findEntry(line, column));
console.log(map.payload.sources, map.lineLengths);
for (const payload of [undefined, 5, 'x']) {
  try {
    console.log(new module_.SourceMap(payload));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
