// Promise: the message names the expression of the library that is no function.
const url = require('url');
try {
  url.format({ protocol: 5 });
} catch (e) {
  console.log(e.name, e.message);
}
