// --check parses and runs nothing.
console.log("never");
