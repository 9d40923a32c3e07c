// win32 and posix side by side: every function over the same inputs.
const { posix, win32 } = require('node:path');
const inputs = ['', '.', '/', 'a/b/../c', '\\\\server\\share\\dir\\file.tar.gz', 'C:\\a\\..\\b', 'C:rel', '//x//y/', 'a\\b/c.d.e', '.hidden', 'name.'];
for (const input of inputs) {
  for (const [name, path] of Object.entries({ posix, win32 })) {
    console.log(name, JSON.stringify([input, path.normalize(input), path.basename(input), path.dirname(input), path.extname(input), path.isAbsolute(input), path.parse(input), path.format(path.parse(input)), path.toNamespacedPath(input).length > -1]));
  }
}
console.log(win32.join('a', '..', '..', 'b'), win32.resolve('C:\\x', '..\\y'), win32.relative('C:\\a\\b', 'C:\\a\\c'), win32.relative('C:\\a', 'D:\\a'), posix.relative('/a/b/c', '/a/d'));
console.log(posix.matchesGlob?.length, posix.sep + posix.delimiter + win32.sep + win32.delimiter);
