const x = await 5; export { x };
