module.exports = { x: 1, y, 'quoted-name': 2, ['comp']: 3, z() {} }; var y;
