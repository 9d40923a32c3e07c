// --conditions chooses among exports.
console.log(require("p"));
import("p").then((m) => console.log(m.default));
