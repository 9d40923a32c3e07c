export default 'original';
