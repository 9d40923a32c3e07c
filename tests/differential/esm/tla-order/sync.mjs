console.log('sync sibling');
