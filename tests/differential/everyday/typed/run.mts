export default function run(strings: TemplateStringsArray, ...values: unknown[]): string {
  return String.raw({ raw: strings }, ...values).toUpperCase();
}
export const parse = <T = Record<string, unknown>>(text: string): T | undefined => {
  try {
    return JSON.parse(text) as T;
  } catch (error: unknown) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
};
export const Level = { Low: 1, High: 2 } as const;
export type Level = (typeof Level)[keyof typeof Level];
