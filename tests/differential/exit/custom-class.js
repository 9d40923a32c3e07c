// Promise: an uncaught instance of a user's error class shows its class name.
class ValidationError extends Error {
  constructor(m) {
    super(m);
    this.name = 'ValidationError';
  }
}
process.on('exit', (c) => console.log('exit', c, process.exitCode));
throw new ValidationError('field is bad');
