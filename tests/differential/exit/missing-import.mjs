// Promise: a missing static import is fatal before anything runs.
import './gone.mjs';
console.log('never');
