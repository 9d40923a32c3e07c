export const typed = import.meta.url.split('/').pop();
