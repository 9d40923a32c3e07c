exports.t = 1; throw new Error('cjs threw');
