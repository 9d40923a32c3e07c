// Recursion as deep as programs written for Node expect, and its end as an error that can be caught.
const sum = (n) => (n === 0 ? 0 : n + sum(n - 1));
console.log(sum(7000));

const even = (n) => n === 0 || odd(n - 1);
const odd = (n) => n !== 0 && even(n - 1);
console.log(even(7000), odd(7000));

let list = null;
for (let value = 0; value < 5000; value++) list = { value, next: list };
const length = (node) => (node ? 1 + length(node.next) : 0);
console.log(length(list));
console.log(JSON.parse(JSON.stringify(nested(1500))).length);

function nested(depth) {
  return depth === 0 ? [] : [nested(depth - 1)];
}

function endless() {
  return endless() + 1;
}
try {
  endless();
} catch (error) {
  console.log(error instanceof RangeError, error.name, error.message);
}
// It goes on as if nothing had been.
console.log(sum(5000));
