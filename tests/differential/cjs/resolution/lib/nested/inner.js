module.exports = [require('shadow'), require('pkg').name];
