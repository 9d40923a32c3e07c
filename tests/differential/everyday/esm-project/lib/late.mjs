const value = await new Promise((resolve) => setTimeout(resolve, 20, 'late'));
export default { value };
export const kind = 'module';
