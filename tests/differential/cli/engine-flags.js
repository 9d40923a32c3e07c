// Flags of the engine and of deprecations.
console.log({}.__proto__, Error.stackTraceLimit, process.throwDeprecation, new Error("x").stack.split("\n").length);
try { process.emitWarning("old", "DeprecationWarning", "DEP9"); } catch (e) { console.log(e.name) }
process.on("uncaughtException", (e) => console.log("uncaught", e.name, e.code));
