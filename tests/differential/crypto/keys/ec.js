// Keys for the cases of this folder: made once, of no other use.
module.exports = {
  'P-256': {
    privateKey:
      '-----BEGIN PRIVATE KEY-----\n' +
      'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglFXCBiI4lAr7yCpq\n' +
      'VmlkCBMv/bEGwcOiROfECRDfN/uhRANCAAQpN9uSGjsKyhxtn2gIaQkHULoLWHJU\n' +
      'WKCQ/M4k5gZ0cN3N+Ka2/PcY2ygANPbDEw/RiXuC+TCLxHUj7hmpcu9Z\n' +
      '-----END PRIVATE KEY-----\n',
    publicKey:
      '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKTfbkho7CsocbZ9oCGkJB1C6C1hy\nVFigkPzOJOYGdHDdzfimtvz3GNsoADT2wxMP0Yl7gvkwi8R1I+4ZqXLvWQ==\n-----END PUBLIC KEY-----\n',
    signature: 'MEUCIQCY5EiZb7g6l6v8Anqyt1o584yN7RCFeFqEPPdQUOA+JQIgapk3ax1ZXFsLLONOVdhK3QD5UW3XP/hYHy2EFwnuSew=',
  },
  'P-384': {
    privateKey:
      '-----BEGIN PRIVATE KEY-----\n' +
      'MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCmKYB5mcNrtiZ/sRbr\n' +
      'ZmvKBe4wUSV5Gade3U0ktIswVFZ4dNVcue2UioYtDgVQx2ahZANiAASKV36xm8GH\n' +
      'EsXKBdmiZhcnnQBjRCSwQkwqOJDzkSpJoGITRocI1e6zYF9Tf6wse7jS588pXqgK\n' +
      'g+sD4c8LC9Qr80owvv/3Akp0DPTdQYfAnH0k4frpQgOPnNCiW3RLR6o=\n' +
      '-----END PRIVATE KEY-----\n',
    publicKey:
      '-----BEGIN PUBLIC KEY-----\n' +
      'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEild+sZvBhxLFygXZomYXJ50AY0QksEJM\n' +
      'KjiQ85EqSaBiE0aHCNXus2BfU3+sLHu40ufPKV6oCoPrA+HPCwvUK/NKML7/9wJK\n' +
      'dAz03UGHwJx9JOH66UIDj5zQolt0S0eq\n' +
      '-----END PUBLIC KEY-----\n',
    signature:
      'MGQCMDRzqvTCTOcj4Etikog3/of4znKsJBuajrWeUhEPKbeaEFSY2Xf/9aFPXN0Sdf0UDgIwQhQkHh9RbifJ/OYmbFkcAq+4t4r7UxgCHuWYcloSYf2YE9sqf1lVrZicQ6sYHvFR',
  },
  'P-521': {
    privateKey:
      '-----BEGIN PRIVATE KEY-----\n' +
      'MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBbIsUpqgHcEp5QDON\n' +
      'pTFPoxkceemSVVM6V3IZ9G5LOMUpQILXJBxYp247bUO/1+7YbnJ67JlbeT4CuDNc\n' +
      'fSA0LpqhgYkDgYYABAD//LDw0CbKfutjWpimQnavsmRJvo/48JHUqqGSEpy9E62l\n' +
      '4wmk7398+Xzz4CdtkfkX7r1J4hfVwllnae2ajozvFABluDHPstinss68V8htDasQ\n' +
      'h34iaCN9KZAmr4m4eUc2apwIs14JpzBxvwTIg5zJ1hdcYZVSe36778YKGWiz462U\n' +
      'qQ==\n' +
      '-----END PRIVATE KEY-----\n',
    publicKey:
      '-----BEGIN PUBLIC KEY-----\n' +
      'MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQA//yw8NAmyn7rY1qYpkJ2r7JkSb6P\n' +
      '+PCR1KqhkhKcvROtpeMJpO9/fPl88+AnbZH5F+69SeIX1cJZZ2ntmo6M7xQAZbgx\n' +
      'z7LYp7LOvFfIbQ2rEId+ImgjfSmQJq+JuHlHNmqcCLNeCacwcb8EyIOcydYXXGGV\n' +
      'Unt+u+/GChlos+OtlKk=\n' +
      '-----END PUBLIC KEY-----\n',
    signature:
      'MIGIAkIBJBsIx2lniqqLb1mxWFvEi3VQDunp69E6+mQmAhePr9yxiNGXg7aBbRfjktZgk8viPWX6o5+UnG77GFcy84U0WKYCQgGPsHvufDl7S6JXVLN0bodTmviV7aNNn8Dh++WN69VTPnY646ZzxfvPcQ5oZbZt1D34DzUuSaRXdqnGMmnq0PeCVw==',
  },
  secp256k1: {
    privateKey:
      '-----BEGIN PRIVATE KEY-----\n' +
      'MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgYl18IyAvXQWkW68gqn34\n' +
      '/ok5opnFAZhXMbZPee1DCguhRANCAASPoDQ6Faj+AehSEMrh15XkA9OsM2zdmiAu\n' +
      'Xq3FwOF3+OMCc09iDgqPhbkUvlzzENb6XFKrdKcoUR7pdzjFDFLh\n' +
      '-----END PRIVATE KEY-----\n',
    publicKey:
      '-----BEGIN PUBLIC KEY-----\nMFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEj6A0OhWo/gHoUhDK4deV5APTrDNs3Zog\nLl6txcDhd/jjAnNPYg4Kj4W5FL5c8xDW+lxSq3SnKFEe6Xc4xQxS4Q==\n-----END PUBLIC KEY-----\n',
    signature: 'MEQCIAl+QAZS6wzEBPB1CyMeBVS9DzrLafUFkEYc2MxzpXP0AiBXn+czvJkAo413EoctumTeUVOKMvNbQAblGYaRQcXnyw==',
  },
};
