// Modes, owners, times and truncation: promises, callbacks, synchronous, by path and by descriptor.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const file = path.join(folder, 'file');
fs.writeFileSync(file, 'content');
const mode = () => (fs.statSync(file).mode & 0o7777).toString(8);
fs.chmodSync(file, 0o640);
console.log(mode());
const fd = fs.openSync(file, 'r+');
fs.fchmodSync(fd, 0o600);
fs.fchownSync(fd, process.getuid(), process.getgid());
fs.chownSync(file, process.getuid(), process.getgid());
fs.lchownSync(file, process.getuid(), process.getgid());
fs.futimesSync(fd, 1, new Date(2500));
fs.fdatasyncSync(fd);
fs.fsyncSync(fd);
console.log(mode(), fs.fstatSync(fd).mtimeMs, fs.statSync(file).atimeMs);
fs.symlinkSync('file', path.join(folder, 'link'));
fs.lutimesSync(path.join(folder, 'link'), 5, 6);
console.log(fs.lstatSync(path.join(folder, 'link')).mtimeMs, fs.statSync(file).mtimeMs);
fs.ftruncateSync(fd, 3);
console.log(fs.readFileSync(file, 'utf8'), fs.fstatSync(fd).size);
const done = (name) => (error) => console.log(name, error?.code ?? null);
fs.fchmod(fd, 0o644, (error) => {
  done('fchmod')(error);
  fs.fchown(fd, process.getuid(), process.getgid(), (error) => {
    done('fchown')(error);
    fs.futimes(fd, 7, 8, (error) => {
      done('futimes')(error);
      fs.fdatasync(fd, (error) => {
        done('fdatasync')(error);
        console.log(fs.fstatSync(fd).mtimeMs, mode());
        fs.closeSync(fd);
        for (const run of [() => fs.fchmodSync(fd, 0o600), () => fs.chmodSync(folder + '/none', 0o600), () => fs.utimesSync(file, 'x', 1), () => fs.chownSync(file, -2, 0)]) {
          try { run(); console.log('fine'); } catch (error) { console.log(error.code); }
        }
        fs.rmSync(folder, { recursive: true });
      });
    });
  });
});
