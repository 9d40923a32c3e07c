import type { Thing } from './common.cts';
export type Kind = 'a' | 'b';
export const kind: Kind = 'b';
const thing: Thing = { answer: 1 };
export default thing as Thing;
