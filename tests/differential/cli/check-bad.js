// --check finds a syntax error.
const a = ;
