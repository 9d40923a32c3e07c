// Keys for the cases of this folder: made once, of no other use.
module.exports = {
  privateKey:
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIKCLS++sQ+lFUqazZeMwVpiVRCQJ/lqKJCE5xZEbdXJY\n-----END PRIVATE KEY-----\n',
  publicKey:
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAUwFYe86CNFRgdwClzqvHm8HXPxVUBKHJi/kjKF7qtwQ=\n-----END PUBLIC KEY-----\n',
  other: '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAvLfMtPocv6z+TS9r7yr1eab7iocmbpuiyKUiEN8WWHU=\n-----END PUBLIC KEY-----\n',
};
