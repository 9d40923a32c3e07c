const v = 'string name'; export { v as 'a b' };
