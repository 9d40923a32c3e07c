export const a = 1; throw new TypeError('esm threw');
