true && false || echo or; false && true || echo or2; true || echo no && echo and
