module.exports = { get lazy() { return 'lazy'; }, normal: 1 };
