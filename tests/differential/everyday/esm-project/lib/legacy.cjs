exports.named = 'by name'; exports.version = [1, 2];
