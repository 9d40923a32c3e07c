// Keys for the cases of this folder: made once, of no other use.
module.exports = {
  privateKey:
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEICU7L9y4xy2spmKWdhcHAn5F8Gi/Vqq0OkZz4c9Uvwjl\n-----END PRIVATE KEY-----\n',
  publicKey:
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAWFKoxzsMuhfwzF+T3nsL7VR2CnwtjcJ3LEYOgyJq+9c=\n-----END PUBLIC KEY-----\n',
};
