import fs from 'fs'; export const detected = typeof fs.readFileSync;
