// TypeScript inside node_modules is refused.
const { mkdtempSync, mkdirSync, writeFileSync, rmSync } = require('fs');
const path = require('path');
const folder = mkdtempSync(path.join(require('os').tmpdir(), 'case-'));
mkdirSync(path.join(folder, 'node_modules/p'), { recursive: true });
writeFileSync(path.join(folder, 'node_modules/p/index.ts'), 'export const x: number = 1');
try { require(path.join(folder, 'node_modules/p/index.ts')) } catch (e) { console.log(e.code, e.name) }
rmSync(folder, { recursive: true });
