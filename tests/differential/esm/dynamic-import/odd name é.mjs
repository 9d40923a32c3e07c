export const odd = decodeURIComponent(import.meta.url.split('/').pop()); export const file = import.meta.filename.split('/').pop();
