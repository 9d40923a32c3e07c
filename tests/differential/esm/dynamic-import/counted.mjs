globalThis.n++; export const url = import.meta.url; export default {};
