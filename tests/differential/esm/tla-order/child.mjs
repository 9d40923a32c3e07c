export let w = 'unset'; await new Promise((r) => setTimeout(r, 2)); w = 'set after await';
