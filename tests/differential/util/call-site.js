// getCallSites and the older getCallSite tell functions, scripts and positions, with a limit, and check it.
const util = require('util');
function inner() {
  return util.getCallSites(2);
}
function outer() {
  return inner();
}
const sites = outer();
console.log(sites.map(({ functionName, lineNumber, column, columnNumber }) => [functionName, lineNumber, column, columnNumber]));
console.log(Object.keys(sites[0]), sites[0].scriptName === __filename, util.getCallSites(1).length, util.getCallSites({ sourceMap: false }).length > 3);
console.log(util.getCallSite?.(1).map((site) => site.functionName));
for (const value of [0, -1, 1.5, 201, '1']) {
  try {
    console.log(value, util.getCallSites(value).length);
  } catch (error) {
    console.log(value, error.name, error.code, error.message);
  }
}
