export const x = 'x2'; export const onlyTwo = 2;
