import { w } from './child.mjs'; console.log('parent sees', w); export const v = w + '!';
