// -r and --import run before the program, in this order.
console.log("main", globalThis.first, globalThis.second, process.execArgv);
