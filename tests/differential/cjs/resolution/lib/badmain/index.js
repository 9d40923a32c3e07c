module.exports = 'index after missing main';
