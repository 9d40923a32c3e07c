console.log("second", globalThis.first, import.meta.url.endsWith("second.mjs")); globalThis.second = await Promise.resolve(2);
