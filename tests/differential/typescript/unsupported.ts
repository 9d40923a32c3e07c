// Constructs with code of their own need the transforming mode: a syntax error says so.
enum Colour { Red }
console.log(Colour.Red);
