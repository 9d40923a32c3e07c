console.log('never: the graph does not link');
