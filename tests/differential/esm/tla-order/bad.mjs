await 1; throw new Error('async bad');
