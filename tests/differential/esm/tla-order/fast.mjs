console.log('fast start'); await 0; console.log('fast end');
