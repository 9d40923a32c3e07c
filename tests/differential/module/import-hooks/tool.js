export default (n) => n * 21;
