export default { d: 1 }; export const named = 'n';
