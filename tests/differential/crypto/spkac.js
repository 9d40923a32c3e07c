// Signed public keys with a challenge (SPKAC): verified, and what is in them.
const { Certificate } = require('node:crypto');
const spkac =
  'MIICSzCCATMwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCcpECtr/vXcTT6DUDeaRAMJd41mt7HbuV2yzSaJu1/EDJMnHQIKAM8PpNVZyFDXueUE9dszCfv87zqDBbsHvHR0Ci5idZhDvlwSarrU723+P7gc6VheAO/7kFTGk39o9JsTEjlx+hG8ytnsQKmhAdogK7klm4nPbIsDi9SVb81qKx3eirEvQj6lADEysHBxPOc1CG6ZLNXt+pJPT3ttoFHs8LoD10ZH2jTa54eEvhu2WeOE4bs0X0fJDlvQO9jlTeB1oAD0EepGNdR22KBprOhIRPx33OQ+ZqQQM/FoFOLZWRpW6ftP78T3QjXUTcJMYX8hxKIp5oDYEbtZJiXfv9/AgMBAAEWC2EgY2hhbGxlbmdlMA0GCSqGSIb3DQEBBAUAA4IBAQCXCuUpChDbKcDD25rfh88iNRv92XTZz4+K/GoPYFuMiKmtlNnvZJiauPPyam5LKgDMQYW63VK7/LCV3Mc4rqBNMCglGNtwyYT5LSFXk4p7Z0irJUOEnSGqRZ4pOxL9FSGiYGJQEjto0hirNuKnw0ag8XQ8TUaDJZGXKaX1fUD/kqiqSBszrHsnWvMKGdKZkESM70flT2b6UG2gvCHFoPt4fGnv3bEk+la0Aq6zy4LMe2yiGYbcrPibLtCWUj2XXiRETKqRbkmVqlJFbTyLCXCe23aBXr0QBUP+U1VNAQ0S1rLVj7zAFrYuwrzOsLrYcJMnt8wzwjCP42to2zmV3k16';
console.log(
  Certificate.verifySpkac(spkac),
  Certificate.verifySpkac(Buffer.from(spkac)),
  Certificate().verifySpkac(spkac.replace('MII', 'MIJ')),
);
console.log(Certificate.exportChallenge(spkac).toString(), Certificate.exportPublicKey(spkac, 'utf8').toString());
console.log(Certificate.verifySpkac('junk'), Certificate.exportChallenge('junk'), new Certificate().exportPublicKey('junk'));
for (const wrong of [1, {}, null]) {
  try {
    Certificate.verifySpkac(wrong);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
