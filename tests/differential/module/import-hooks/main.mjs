// Hooks given by --import hold for the program itself: its static imports are resolved and changed by them.
import tool, { added } from '#app/tool';
console.log(tool(2), added);
const again = await import('#app/tool');
console.log(again.default === tool, Object.keys(again));
await import('#other/x').catch((error) => console.log(error.code));
