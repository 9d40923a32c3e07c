import { x } from './ambiguous.mjs'; console.log(x);
