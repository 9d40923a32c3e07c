// Keys for the cases of this folder: made once, of no other use.
module.exports = {
  privateKey:
    '-----BEGIN PRIVATE KEY-----\n' +
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCN1HZKsAEEvfR8\n' +
    '/r2az2vv0fKSM3V4R8/X3G7LuMYHaCkfM65ohwg74BDsUFZi7GEtjm+d/hp6rEaw\n' +
    'nSvcxFIR1i7vYyj/IoAUoUKUx7gqhALUvnEQv32NEmH95ZqZosFiUTacM4e7TtSf\n' +
    'lYgZ7b7oI1kfrjgbeCYc2HmQJXHrC7i9Yky3dsBIyZsXtFJUmZvgJq+fBAy2zpxZ\n' +
    'W+3+90ltZ+O3s+GkarsTZv1G/WKM3FrZKkfhHqEHIANLdC4TejA2Nlw+Np853e34\n' +
    'GAejVHztMwUupxMKH9/EwFfexQ6CV9MnrpeYFGKyz3TqiXq3sEqJmi1fQoHBjfGZ\n' +
    '5I2TSjEzAgMBAAECggEAJZzGkiAC5SMLB2r3FWsUkND4p1UGPhOtRu2qZFRoD+bL\n' +
    'oP6vrgDBaj+NvV3AyxMs4kv3xcpxcz7ksEm+LBnUOe63G70MTjz0AoSRh6s/Z+cC\n' +
    'aTDoAy0FOrg5TH/rc/r5lf07okj4IfBR6tBY+6dVDXLyW7h0ILTIRrYR5uxHPbHE\n' +
    '+VLMJq9pv9Xlpwd7/ThK8iGtgHQzWD/OkqDWgZLrtfcluDWravZg4DukBBybvqDY\n' +
    'nMNQjQOcWclf+88vlHzxOfKaF7081zZVyJ0B5AOTaezXQNskXas3P7JQvaL+k30c\n' +
    'a2KA4HqVo/g52iS2JFNl+mp8nEOsJwWTUs/6ws8XIQKBgQDE9rUDpOBLNtIrwG60\n' +
    'uM9G0PSU+wtSZRSxuLtjjFw8VQbK1o2XwTe3SN9Eeg5zSOp+ixvQSaOmS3M6AdJb\n' +
    'u1IracbLOVliKjf811cTFcoGfsKKqHl9hri5YJwKI3JpDeDzqySjI9wFM3KPzIUv\n' +
    '4hxAm5geoveyz9pBLcnRi1wmXQKBgQC4V0QJH9nLZYSUzJ7VGWZnhiR/1KwE5zbm\n' +
    'SmEgxYqnJ01sUTieIaBPhYd7h3WfvKjfOiSo9d14gMpHPMzXTF1usOxp6/Oeckoh\n' +
    '7YM7HzlmRAOytQqvuFFWMJ/KOg9bxT71/GhPBsIGrFlVQ0Y3ur9teZQhX0GNVBHs\n' +
    'g2MuSpkczwKBgA5noJtwnnrBuqM6gp4y+e3K8GhI5+4RuG66/PFt3X0IFuQUxuw3\n' +
    'VFTSPonqh04FIik5EUKtcAuEbxvp8DGHRJ4qMUDBo/ja75dNRG//4vOQp7euVJxK\n' +
    'kw3zs9XF++MVAcOwW5CW2cuDlLhRk9gJqFlNR9XNw2HPc73alGz/zTB9AoGAZze1\n' +
    'yMYk1VbKnebVKM1IIb9iwJD8oOI2Q0xyhj8WG/JNz9DKuwBpGx3RdsGqgv7IL/YG\n' +
    'gPTqRYcXvDu3FvaTel9mgQi1KIsmJ0kuqfQZ18FNsMreaPXz1Sb00e8gmmofjuz+\n' +
    'GwHVspbejndU4e+XMF1bLDSCJ/hi8OPArTLn+NECgYEAnQy0nZ+uHBJkXjk1Wpxe\n' +
    'sKI2dePGHFgak3Jgyj99w89HuShygKywGHGFHzHMZJbkwIoF3dBfOIFHYPfyALC2\n' +
    'ecA/skEmMQKGvzEUd5fwqXcSV1jhAHGyu8ILuG8jRMADGDGtf4ESTgA5I4FfFnPb\n' +
    '2bdyz3c0BjOT9T8aOXzx1Ug=\n' +
    '-----END PRIVATE KEY-----\n',
  publicKey:
    '-----BEGIN PUBLIC KEY-----\n' +
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjdR2SrABBL30fP69ms9r\n' +
    '79HykjN1eEfP19xuy7jGB2gpHzOuaIcIO+AQ7FBWYuxhLY5vnf4aeqxGsJ0r3MRS\n' +
    'EdYu72Mo/yKAFKFClMe4KoQC1L5xEL99jRJh/eWamaLBYlE2nDOHu07Un5WIGe2+\n' +
    '6CNZH644G3gmHNh5kCVx6wu4vWJMt3bASMmbF7RSVJmb4CavnwQMts6cWVvt/vdJ\n' +
    'bWfjt7PhpGq7E2b9Rv1ijNxa2SpH4R6hByADS3QuE3owNjZcPjafOd3t+BgHo1R8\n' +
    '7TMFLqcTCh/fxMBX3sUOglfTJ66XmBRiss906ol6t7BKiZotX0KBwY3xmeSNk0ox\n' +
    'MwIDAQAB\n' +
    '-----END PUBLIC KEY-----\n',
  encrypted:
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\n' +
    'MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQI9faXj527v0YCAggA\n' +
    'MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEWBBDSeayFDuePxRwrNckZQKNRBIIE\n' +
    '0FmqBa4nmdP6VnqPEloApdcMNGXmK50dZCegwFRvcaqpAcX9HctOr8DTiZTAWbJY\n' +
    'lNaMunu9H0llhjBq53Epu2n17Nt35OxUUo3wPv9zk/E1yK2aYz4NYCw+/WYg8NVY\n' +
    '8QnfKusFHcPv9lITG+DGAdICDrJv2hGi9MfoyAz/41kA6jP+sxgRTHnbaOjWx6uR\n' +
    'Zh4gyA7yjtfqM1WzfH3dGbpp+XJXP0ZGJ1NIF5b5kjsXbc3hq1LCNoRY0b311Gi9\n' +
    'nT4CKeFcQJ7qaZJYnbCMRwr4oWiO+h/vtzRgFAqWMFu2kSfz2+9+xcm0ZIb+i1u5\n' +
    'bbj9aZFsVKVvNZB/7906J0nji/yvpABdgEoJ9Bb1/8xyV5JpURFpCIEHnCL+Txhr\n' +
    'sr+cM8IB/0t3bAWbn+rmwDeRQZssetr1h6keKpGdnFFS57y09a2ZCqwDS/Y26arm\n' +
    'J1DQLwRYCWOckTTkg0y0wfNha0eJRmyPg0ACJLtIP7Pm3NZWpELyKOkBOnes3lqj\n' +
    '4XZkmU58vEzkPDqJiHmiyou1Onec+6A6+6TKYEg3REbpXb8LC+b8j7wZ1rKNRDcH\n' +
    'jy4MXoNzMeJoXDIchCFh6xlLvIvFcNTbtbtjS0a4jdxS6yWiamcpzkkoXC7wxpXk\n' +
    'Qb9KF9E6gvtROLijr+6YIni/GBfsdBfWxwigJnniQxk6kum0LyHQ6pwk6ZSJTkc6\n' +
    'VFrJox7NU88SMvHTUB7jbAM8nS3PknWAGyLH2Iz0gvxjo4uD0mDgnashlUS4XAuA\n' +
    'BeptmOye74mbJjJLklvT/hvmYbFVrUFugiP4MEj7SImWXyidB3TEMSrp3F28Yi34\n' +
    '/FqAwSCKpEX6X+00BauchQi955mbLUZrO+znwus22WTQXXA9sOUz4lhJLsmB8T2O\n' +
    'G2eD0HsKgw7riluyAhoMRJjRyZUMXZff9yuRnmWV+ApDPvGsV63K4pR/fzR/S9H7\n' +
    'VfGcFhnrfQwWXZaZr1QlIOLNMixduzjVAzSJldSQiLEpLiIRMrS8Z0B0riQyzKxP\n' +
    'e2WzfDjbMASLhBcwVyncdIYzrRG6HlEDLAtA3k8kTIImvNOlz6EGJByRjq7bh7cP\n' +
    'sKKrPouo5YnFbzqzZflhayZqTI+U10saf+5R3O/dwLL5nP7rhET4wCFBQWF3Yjer\n' +
    'DrUDvqhLL1Qsj0eDx4GimZGCfOj59oHutxTQSpfPLBNwgAD5D8nmcAqCoiJRWln8\n' +
    'oVkOa6dk3i2A58+CYl1NAHmF0PXQeQXOYtmLIA/ZwCpLHMh2MgdMdnr2IWz9hNjG\n' +
    'OeRqpR5kKmE37QAL2mO6JVJC2JogJfhnTjIj4QsNmRiHowLKT7O0bXAoM/IwUpr/\n' +
    '/DaWTxmPkzS/c5Gl+R6lDoMQWzlbvQ8owbHNVYkKVLmzmXB060EpheT9diHmXiAQ\n' +
    'U8gs3s8UBC+MegDCOuShlUXxCTvYizmWYDSwXdgyycgqEzeYsC4XYJ/mVskgXbO7\n' +
    'IfVNzRWSngjaLbdVkIctuXZAnZGGGd6w4EpUCQUymf6wJsngJjNxMN3ClhXnU3oB\n' +
    'YxHDA+onMRMtf3W6xVrgUqbj40eGIV7iDKqpLOvQud/Fh75Sm9adKGFSJhJDiLwR\n' +
    '5twgW1YJ+WwkyQuHPusyqnkj7WNmDdEeX1ckmaYgPfTk\n' +
    '-----END ENCRYPTED PRIVATE KEY-----\n',
};
