console.log('counter'); export let count = 1; export function inc() { count++; d = 'changed default'; } let d = 'default value'; export default d; export { count as renamed, d as liveD };
