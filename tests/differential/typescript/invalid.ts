// Text that is no TypeScript is a syntax error.
let x: number = = 1;
