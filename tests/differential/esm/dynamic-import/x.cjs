module.exports = () => import('./counted.mjs').then((m) => 'from cjs ' + Object.keys(m));
