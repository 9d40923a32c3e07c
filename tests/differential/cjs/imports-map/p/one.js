module.exports = 'pattern one';
