// Promise: a syntax error in a statically imported file stops the whole graph before anything runs.
import './fine.mjs';
import './broken.mjs';
console.log('never');
