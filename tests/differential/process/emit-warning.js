// Promise: emitWarning in all argument forms, warning objects, deprecation rules, once per code, order.
process.on('warning', (w) => console.log('W', w.name, w.message, w.code, w.detail, w instanceof Error));
process.emitWarning('plain');
process.emitWarning('typed', 'MyType');
process.emitWarning('coded', 'MyType', 'C01');
process.emitWarning('opts', { type: 'T', code: 'C02', detail: 'more' });
process.emitWarning(new Error('error object'));
process.emitWarning(Object.assign(new Error('named'), { name: 'Nm', code: 'X' }));
process.emitWarning('dep', 'DeprecationWarning', 'DEP_A');
process.emitWarning('dep', 'DeprecationWarning', 'DEP_A');
process.noDeprecation = true;
process.emitWarning('never', 'DeprecationWarning');
process.noDeprecation = false;
process.emitWarning('with ctor', 'T', undefined, function f() {});
process.emitWarning('detail num', { detail: 5 });
process.emitWarning('same');
process.emitWarning('same');
const t = (...a) => {
  try {
    process.emitWarning(...a);
    console.log('ok');
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
t();
t(5);
t(null);
t({});
t('x', 5);
t('x', 'T', 5);
t('x', {}, 'C');
t('x', null);
t('x', () => {});
t('x', { type: 5 });
process.once('warning', (w) => console.log('once', w.message));
console.log('sync end');
process.nextTick(() => console.log('tick after warnings queued'));
process.throwDeprecation = true;
process.on('uncaughtException', (e) => console.log('thrown', e.name, e.message));
process.emitWarning('fatal dep', 'DeprecationWarning', 'DEP_B');
