// Promise: columns of the script's own throw and call positions equal V8's.
const pos = (e) => e.stack.split('\n').filter((l) => l.includes('frames-columns')).map((l) => /(\d+:\d+)\)?$/.exec(l)[1]);
function a() { return new Error('x'); }
function b() { return   a(); }
console.log(pos(a()));
console.log(pos(b()));
console.log(pos(new Error('x')), pos(Error('x')), pos(new    TypeError('x')));
try { null.foo; } catch (e) { console.log(pos(e)); }
try { undefined.foo.bar; } catch (e) { console.log(pos(e)); }
try { missing; } catch (e) { console.log(pos(e)); }
try { missing(); } catch (e) { console.log(pos(e)); }
const o = {};
try { o.f(); } catch (e) { console.log(pos(e)); }
try { o.f.g(); } catch (e) { console.log(pos(e)); }
try { const c = 1; c = 2; } catch (e) { console.log(pos(e)); }
try { JSON.parse('{'); } catch (e) { console.log(pos(e)); }
class T { constructor() { throw new Error('x'); } }
try { new T(); } catch (e) { console.log(pos(e)); }
try { [1].forEach((x) => { throw new Error(x); }); } catch (e) { console.log(pos(e)); }
