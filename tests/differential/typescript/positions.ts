// Lines and columns of stacks are those of the TypeScript text.
type A = { a: number };
function fail(this: unknown, a: A, b?: string): never { throw new Error('x' as string) }
try {
  const value: number = 1 as number; fail({ a: value } as A);
} catch (error: unknown) {
  const frames = (error as Error).stack!.split('\n').slice(1, 3);
  for (const frame of frames) console.log(/:(\d+:\d+)\)?$/.exec(frame)![1]);
}
