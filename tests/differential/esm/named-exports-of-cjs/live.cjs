exports.n = 0; exports.bump = () => { exports.n++; };
