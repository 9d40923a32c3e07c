console.log('slow start'); await new Promise((r) => setTimeout(r, 20)); console.log('slow end');
