// Later files override earlier ones, the real environment overrides all.
for (const k of 'ABCDEFG') console.log(k, JSON.stringify(process.env[k]));
process.loadEnvFile('second.env'); console.log(process.env.A, process.env.F);
const { parseEnv } = require('util'); console.log(parseEnv('X=1\nY="a\\nb"'));
