throw new RangeError('module threw');
