export default 'ignored'; const x = { replaced: true }; export { x as 'module.exports' };
