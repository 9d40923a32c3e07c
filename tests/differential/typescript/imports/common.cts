interface Thing { answer: number }
module.exports = { answer: 42 as number };
