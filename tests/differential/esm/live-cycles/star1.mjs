export const x = 'x1'; export const onlyOne = 1;
