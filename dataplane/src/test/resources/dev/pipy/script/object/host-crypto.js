// hashes: part F, and well-known answers
const hex = (name, text) => { const h = new crypto.Hash(name); h.update(text); return h.digest('hex') }
hex('sha256', 'abc') // => 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
hex('SHA-256', 'abc') // => 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
hex('sm3', 'abc') // => '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
hex('md4', 'abc') // => 'a448017aaf21d8525fc10ae87aa6729d'
hex('md5', 'abc') // => '900150983cd24fb0d6963f7d28e17f72'
hex('md5-sha1', 'abc') // => '900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d'
hex('blake2b512', 'abc') // => 'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923'
hex('blake2s256', 'abc') // => '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982'
hex('sha1', 'abc') // => 'a9993e364706816aba3e25717850c26c9cd0d89d'
hex('sha224', 'abc') // => '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'
hex('sha384', 'abc') // => 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'
hex('sha512', 'abc') // => 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'
hex('sha512-224', 'abc') // => '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa'
hex('sha512-256', 'abc') // => '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23'
hex('sha3-224', 'abc') // => 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf'
hex('sha3-256', 'abc') // => '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'
hex('sha3-384', 'abc') // => 'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25'
hex('sha3-512', 'abc') // => 'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0'
hex('ripemd160', 'abc') // => '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'
hex('whirlpool', 'abc') // => '4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5'
hex('mdc2', 'Now is the time for all ') // => '42e50cd224baceba760bdd2bd409281a'
const mdc2 = new crypto.Hash('mdc2')
mdc2.update('Now is '), mdc2.update('the time for all ')
mdc2.digest('hex') // => '42e50cd224baceba760bdd2bd409281a'
hex('shake128', 'abc') // => '5881092dd818bf5cf8a3ddb793fbcba7'
hex('shake256', 'abc') // => '483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739'
hex('nope', '') // => TypeError: unknown message digest: nope (expected: such as sha256)
const hash = new crypto.Hash('sha1')
hash.update(new Data('a')) // => undefined
hash.update('6263', 'hex')
hash.digest() instanceof Data // => true
hash.digest() // => TypeError: digest() was called before
hash.update('x') // => TypeError: digest() was called before
new crypto.Hash('sha1').update(null) // => TypeError: argument #1 expects a string or an instance of Data
new crypto.Hash('sha1').digest('utf8') // => TypeError: invalid encoding utf8
new crypto.Hash('sha1').digest('nope') // => TypeError: unknown encoding nope
new crypto.Hash(5) // => TypeError: argument #1 expects a string

// HMAC: part F and RFC 4231
const mac = (name, key, text) => { const h = new crypto.Hmac(name, key); h.update(text); return h }
mac('sha1', 'k', 'x').digest('base64') // => 'ywATH87GAqj8hEE6KnAVTYwGoNI='
mac('sha256', 'Jefe', 'what do ya want for nothing?').digest('hex') // => '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
mac('sha512', new Data(Array(131).fill(0xaa)), 'Test Using Larger Than Block-Size Key - Hash Key First').digest('hex').slice(0, 32) // => '80b24263c7c1a3ebb71493c1dd7be8b4'
mac('sha3-256', 'k', 'x').digest().size // => 32
new crypto.Hmac('sha1', 5) // => TypeError: argument #2 expects a string or an instance of Data
new crypto.Hmac('nope', 'k') // => TypeError: unknown message digest: nope (expected: such as sha256)
new crypto.Hmac('shake128', 'k') // => TypeError: message digest shake128 cannot make an HMAC

// ciphers: part F
const key = '0123456789abcdef'
const run = (type, name, options, ...parts) => { const c = new type(name, options); const out = new Data(); parts.forEach(p => out.push(c.update(p))); return out.push(c.final()) }
const encrypt = (name, options, ...parts) => run(crypto.Cipher, name, options, ...parts).toString('hex')
const round = name => run(crypto.Decipher, name, { key, iv: key }, run(crypto.Cipher, name, { key, iv: key }, 'x'.repeat(20), 'y'.repeat(33))).toString()
encrypt('sm4-cbc', { key, iv: key }, 'hello') // => '6b42c417dc36dc5fcb95e196f76daa00'
encrypt('sm4-ecb', { key, iv: key }, 'hello, this', ' is more than a block') // => 'f52204beff811337ff659a437ba5c5af9c10e2dd7f7cf9011d82ebecc8e1691dd14d7078d2f3a67fe00d3221dbb1d556'
encrypt('sm4-cfb', { key, iv: key }, 'hello, this', ' is more than a block') // => '7b42e00fd81c7e487b75a89b8f86bbebae8408a2e4e8ac2f1405e00b446963e7'
encrypt('sm4-ofb', { key, iv: key }, 'hello, this', ' is more than a block') // => '7b42e00fd81c7e487b75a89b8f86bbeb955bd18c5da46b71b9e0106571f47b13'
encrypt('sm4-ctr', { key, iv: key }, 'hello, this', ' is more than a block') // => '7b42e00fd81c7e487b75a89b8f86bbeb9196a932976838225be4748c02b27eaa'
encrypt('aes-128-cbc', { key, iv: key }, 'hello, this', ' is more than a block') // => 'a664ffeb189a58640db2f8181c269034cf39c65978be7142b15ced068b3b1da43963a0233b059b9a386c384e45a49887'
encrypt('aes-128-ecb', { key, iv: key }, 'hello, this', ' is more than a block') // => '6ffa6ea8af5b6f133fc8f60fbe7d7cc4787568b89d53f1302fc89687ed1730a4377222e061a924c591cd9c27ea163ed4'
encrypt('aes-128-cfb', { key, iv: key }, 'hello, this', ' is more than a block') // => '1a1712e471f0dd7568ce6b48107a95084eea26df9753bed89bbadb25fb767168'
encrypt('aes-128-ofb', { key, iv: key }, 'hello, this', ' is more than a block') // => '1a1712e471f0dd7568ce6b48107a95080b07b765c9fe95868870ae034c94d1b7'
encrypt('aes-128-ctr', { key, iv: key }, 'hello, this', ' is more than a block') // => '1a1712e471f0dd7568ce6b48107a95089ebfae300922ffff16c46e3470612085'
// as openssl enc does it
encrypt('aria-128-cbc', { key: key, iv: key }, 'hello, this', ' is more than a block') // => '99ad97a3cedefcf6735e31fbed82e13a2dd7d1cd49373bd9c45e1af6043d39497587a705667359dcd498f382042aee2f'
encrypt('aria-256-ctr', { key: key + key, iv: key }, 'hello, this', ' is more than a block') // => '3ee19f96c880c6854ab8de6687c7b884a9c672e7798b71f4114bcb0255a312a6'
encrypt('camellia-192-cfb', { key: key + key.slice(0, 8), iv: key }, 'hello, this', ' is more than a block') // => 'd5f48e697f7b90d62d289c6a5c77b580e861df313773c6a9215c9545506775cc'
encrypt('camellia-256-ecb', { key: key + key }, 'hello, this', ' is more than a block') // => '27a561b2b10c9f5a5b78515be3790e70c2b42530f12e2b2b75916a4801c832d0047abc350a22133a4dcd1e81bb3ac824'
encrypt('des-ede3-cbc', { key: key + key.slice(0, 8), iv: key.slice(0, 8) }, 'hello, this', ' is more than a block') // => '293186272891cdea9360242c5213e29cca48c084401dd9b962bbb90cf6bce15a6569e8d594cfb0ff'
encrypt('des-ede3', { key: key + key.slice(0, 8) }, 'hello, this', ' is more than a block') // => '2d6644cdcb8297bfab97a854c2526cf4b96e687426e099c147ac610b7caf9df3fa5916059a76b93b'
encrypt('des-ede3-ofb', { key: key + key.slice(0, 8), iv: key.slice(0, 8) }, 'hello, this', ' is more than a block') // => '24c5b63ce04ad936d0d72b76a55e5b8a6b09817192e950a24620aa6c546037e6'
new crypto.Cipher('des-ede3-ctr', { key, iv: key }) // => TypeError: unknown cipher: des-ede3-ctr (expected: such as sm4-cbc)
new crypto.Cipher('des-ede3-cbc', { key: key + key.slice(0, 8), iv: key }) // => TypeError: options.iv length should be 8: 16
['sm4-cbc', 'sm4-ecb', 'sm4-cfb', 'sm4-cfb128', 'sm4-ofb', 'sm4-ctr', 'aes-128-cbc', 'AES-128-CTR'].map(round).every(t => t === 'x'.repeat(20) + 'y'.repeat(33)) // => true
new crypto.Cipher('sm4-gcm', { key, iv: key }) // => TypeError: unknown cipher: sm4-gcm (expected: such as sm4-cbc)
new crypto.Cipher('sm4-cbc', { key: 'short', iv: key }) // => TypeError: options.key: 5 bytes (expected: 16)
new crypto.Cipher('aes-256-cbc', { key, iv: key }) // => TypeError: options.key: 16 bytes (expected: 32)
new crypto.Cipher('sm4-cbc', { key }) // => TypeError: options.iv length should be 16: none
new crypto.Cipher('sm4-cbc', { key, iv: 'x' }) // => TypeError: options.iv length should be 16: 1
new crypto.Cipher('sm4-cbc', { iv: key }) // => TypeError: options.key expects a string or an instance of Data
new crypto.Cipher('sm4-cbc', null) // => TypeError: argument #2 expects an object
run(crypto.Decipher, 'sm4-cbc', { key, iv: key }, new Data('x'.repeat(16))) // => TypeError: bad decrypt
run(crypto.Decipher, 'aes-128-cbc', { key, iv: key }, new Data('x'.repeat(15))) // => TypeError: bad decrypt
new crypto.Cipher('sm4-cbc', { key, iv: key }).update(null) // => TypeError: argument #1 expects a string or an instance of Data

// signatures: made by OpenSSL, and ours
const rsa = new crypto.PrivateKey("-----BEGIN PRIVATE KEY-----\nMIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCy0SD/sYB+JeA2\nyoEggGxE+h6DKBG2RyDZ72S/9cLien9/XLfu8kGSpVC+4K/GmnG5KWwY1Q59j6I8\nMYxcFQ0qz3lzVLo/TG/gxYi1GFtGLXy7CsvzGBwpw0/4cBGw0xXzI4fffy2yyPdd\n5AS5btOMxmnu/zUhxlAE5TaK08i+JXt23uoevz42cX/WHZe2AKVsBeSWIjvV02j3\nUuJIbZd5HbxXZxBDXRd6dAJR+Iw6qdIf/tZVAfTCQYKbJVLV3fDTYH4YheaPiW71\n6wg07YzS0RL10KLobWC5nYUUzf3zSsyoiZFx0Wmo75Amz90b9zvS/87I/kmoRdD6\n7llHlRk7AgMBAAECggEAE9eOh1ZCxqdc8rIpfkScfvztdNVLPdmKWinXw/s5KwNi\ncWywQPSjH8AgrnA6i6797ojGT20Y2ghIUtCWssMSk80I5391LpVEltb50p/cxPPt\niB3BwCb357nIqRiFG1oY8JgL5C91uoXVTmxWX93d3fGdtfZIsYeSv9r6teXxO7QM\nvz/yhpF+N9nUd7dOIu7TujweW7c7Ii5ik//p7h/z54M4l3uM36Vg6wHuOo3DSVa0\nzMblJqvv/uOGv3nGqHdr145pWAufpIJn5Str+e2McHit/NAq4tYcTaWp00rrvYwR\nQKEilk7dbO3xhFlEfNpaI9RZXRbB94zZ+9h3q9FaDQKBgQD275xHljObVbaXZ9oN\nawTE9rRLpsqdMw/Vl0zX7xxIYjNVBIlhkPz0O/3JYVyt/JJElpyhDM+jlpNlxdtr\nylYtZWQSaQMT4g84FvOM+hubNcd8aJszaKaEkykf2sW36oFklRjgy/584S1qaR3v\nCzSC1XRJQHBIs9lOHI+t4eQkZwKBgQC5YWwZkJ+yk/CHLn2JN3odK0Z21c+wkByb\nH63fMGMIUNBWk9/euta6PQGX59Z6/CPVcFR8y0JOETH3J4n6feszQHjCmMPt/AHQ\nDAtcIipjsWdmHmiZ/pm+Jf+KfYTcVVwCalGOrduSGXfvpcnKmbFutlANM3QoN+tz\ndGNMT37ADQKBgQDcB41dTD0XwDw+lM76/cz2JE1qy2fmwsTtMS/LiMfOx5Gtw6kW\nQrbieUId2p9WeKNscjeGWX/66ATWvoJRfa1kLeAJd4DCir+83taNW56VoknqVNtV\n533Yy7ftJmbfBhndoezVAW/1nj91fcyqX3WezswbKUvjvD15GIH+EjXTKQKBgQCi\npZNOqtEywRHbyTJjXcVKKlnckaNzaj1u7NCEbdO1zBG+pGda59rV9Aid2s8XgHmA\nHtpB06QNEpEgJBSvLiNaCErrkVT2TJDalHazE1bVuSTbN/rWgccqSfR28cHL/yiH\nBfkgkfF/sdDE9lSh6U7/r/10V5ymXMm7tnYY0faHUQKBgQDJvgN0zijnlO3Ixrdy\nOdgzZP/AWXQ3RWXCDVBT0lm+wNICq6jOAH7CH5PIw1ElnkcF8tR1LJlf3THG4pxr\nZlrwabFUUeEDOjviv/9eyRFaVH2YQm841EJcfsoRFFQoYOinlyGQWnNwGqIRfvpz\nnbRJH8tODt69kxu1WN4MXqdSzA==\n-----END PRIVATE KEY-----\n")
const rsaPublic = new crypto.PublicKey("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAstEg/7GAfiXgNsqBIIBs\nRPoegygRtkcg2e9kv/XC4np/f1y37vJBkqVQvuCvxppxuSlsGNUOfY+iPDGMXBUN\nKs95c1S6P0xv4MWItRhbRi18uwrL8xgcKcNP+HARsNMV8yOH338tssj3XeQEuW7T\njMZp7v81IcZQBOU2itPIviV7dt7qHr8+NnF/1h2XtgClbAXkliI71dNo91LiSG2X\neR28V2cQQ10XenQCUfiMOqnSH/7WVQH0wkGCmyVS1d3w02B+GIXmj4lu9esINO2M\n0tES9dCi6G1guZ2FFM3980rMqImRcdFpqO+QJs/dG/c70v/OyP5JqEXQ+u5ZR5UZ\nOwIDAQAB\n-----END PUBLIC KEY-----\n")
const ec = new crypto.PrivateKey("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIs78aFZvQiywOcrA1h6y94sBHEp+nDF/JqU9YjZUJw/oAoGCCqGSM49\nAwEHoUQDQgAEsym553TkUKtN6yO0ujtCWSX3e0rbx16iadss81TNt8ihjVcI+Kg3\nbVbLzfslPoE7u9ddJeQQQjKrFyyO2+DVmQ==\n-----END EC PRIVATE KEY-----\n")
const ecPublic = new crypto.PublicKey("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsym553TkUKtN6yO0ujtCWSX3e0rb\nx16iadss81TNt8ihjVcI+Kg3bVbLzfslPoE7u9ddJeQQQjKrFyyO2+DVmQ==\n-----END PUBLIC KEY-----\n")
const sign = (key, hash, ...rest) => { const s = new crypto.Sign(hash); s.update('some '); s.update('text'); return s.sign(key, ...rest) }
const verify = (key, hash, text, ...rest) => { const v = new crypto.Verify(hash); v.update(text); return v.verify(key, ...rest) }
verify(rsaPublic, 'sha256', 'some text', '4e8c6390e453613378e60f6874b852a709253117225c19aec6f3aeb0af1d3f521ce2ec57ae2affc35b2462763382c43991fc975b802f8c3a9df795a8ef528f9b71e3ea89417808a38f6c45246d7fe19a88c4433c813639f1bda5a0001259db5ef8906663843f968d770a4ddf5957b2eba771da3868c8086ec4034ac69ccc4f6d7af58586e0d24defa745e6c68136bb1b4b2d69b3962f38d1a730693a95bce2cd758f0dd8df73a9ea57f0524001480f1ee416ab06d04ae484b4fd56ae9af09219377c348828276fabc2d3944aa7b7a808447cd14f0b834defda2a337661e41a69b7ded2f210df1c94f7b9f201bc71e845e7df2ad8b4ad7f43e950d7b114aaf973', 'hex') // => true
verify(ecPublic, 'sha256', 'some text', '304402202f6940d59643dadb0d19d5962bb48dd67751d4b8f8f3a7a3e3cad0962e98721f022030a45bb67a0618cbe4c757a78a3b53ca26c019f71900738eab15139902e1bb68', 'hex') // => true
sign(rsa, 'sha256', 'hex') // => '4e8c6390e453613378e60f6874b852a709253117225c19aec6f3aeb0af1d3f521ce2ec57ae2affc35b2462763382c43991fc975b802f8c3a9df795a8ef528f9b71e3ea89417808a38f6c45246d7fe19a88c4433c813639f1bda5a0001259db5ef8906663843f968d770a4ddf5957b2eba771da3868c8086ec4034ac69ccc4f6d7af58586e0d24defa745e6c68136bb1b4b2d69b3962f38d1a730693a95bce2cd758f0dd8df73a9ea57f0524001480f1ee416ab06d04ae484b4fd56ae9af09219377c348828276fabc2d3944aa7b7a808447cd14f0b834defda2a337661e41a69b7ded2f210df1c94f7b9f201bc71e845e7df2ad8b4ad7f43e950d7b114aaf973'
verify(rsaPublic, 'sha256', 'some text', sign(rsa, 'sha256')) // => true
verify(ecPublic, 'sha512', 'some text', sign(ec, 'SHA512')) // => true
verify(ecPublic, 'sha512', 'some other text', sign(ec, 'sha512')) // => false
verify(ecPublic, 'sha512', 'some text', sign(ec, 'sha256')) // => false
verify(ecPublic, 'sha256', 'some text', sign(rsa, 'sha256')) // => false
verify(ecPublic, 'sha256', 'some text', 'zz', 'hex') // => false
verify(ecPublic, 'sha256', 'some text', '') // => false
verify(ec, 'sha256', 'some text', '') // => TypeError: argument #1 expects an instance of PublicKey
sign(rsaPublic, 'sha256') // => TypeError: argument #1 expects an instance of PrivateKey
new crypto.Sign('nope') // => TypeError: unknown message digest: nope (expected: such as sha256, to sign)
new crypto.Verify('sha256').update(null) // => TypeError: argument #1 expects a string or an instance of Data
const sm2 = new crypto.PrivateKey("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgHfnwa6JqfSlrbdMa\nBwZprmq82/y0UbjGj19aLdQmq2uhRANCAATUOOH524Y21PwH92ifeqjFoIYYDrA9\nvrem4K4C76RyfQiIYBzNODQZGQzg3vSp12rEaJHivEbwh/1/Wy5bnIPS\n-----END PRIVATE KEY-----\n", { aliasType: 'sm2' })
const sm2Public = new crypto.PublicKey("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE1Djh+duGNtT8B/don3qoxaCGGA6w\nPb63puCuAu+kcn0IiGAczTg0GRkM4N70qddqxGiR4rxG8If9f1suW5yD0g==\n-----END PUBLIC KEY-----\n", { aliasType: 'sm2' })
verify(sm2Public, 'sm3', 'text', '3046022100a544baa3c84f08457919be94b16656dea1aa4ba3e88ef084c77b16cbfb8610d5022100e8ac712786d9b5cc01084709d8e5afb7c1580abfbc7191791fb5f9211a939784', 'hex') // => true
verify(sm2Public, 'sm3', 'text', '30440220124bd0b3dc3204f4cfc447fa995f6e6ffc7fe3177cfd3718093bd280ff4ac1d902207f4723991193fce230ac8be669ca3c1878023c8265dade9bd18bcf13763c0e03', 'hex', { id: new Data('ALICE') }) // => true
verify(sm2Public, 'sm3', 'text', '30440220124bd0b3dc3204f4cfc447fa995f6e6ffc7fe3177cfd3718093bd280ff4ac1d902207f4723991193fce230ac8be669ca3c1878023c8265dade9bd18bcf13763c0e03', 'hex', { id: 'BOB' }) // => false
verify(sm2Public, 'sm3', 'text', '30440220124bd0b3dc3204f4cfc447fa995f6e6ffc7fe3177cfd3718093bd280ff4ac1d902207f4723991193fce230ac8be669ca3c1878023c8265dade9bd18bcf13763c0e03', 'hex') // => false
verify(sm2Public, 'sm3', 'text', 'nonsense') // => false
verify(sm2Public, 'sm3', 'some text', sign(sm2, 'sm3')) // => true
verify(sm2Public, 'sm3', 'some text', sign(sm2, 'sm3', { id: 'me' }), { id: 'me' }) // => true
new crypto.PublicKey(sm2).toPEM().toString() === sm2Public.toPEM().toString() // => true
sign(sm2, 'sha256') // => TypeError: message digest sha256 (expected: sm3, with an SM2 key)
sign(ec, 'sm3') // => TypeError: key: EC (expected: SM2, to sign an sm3 hash)

// keys
const rsa = new crypto.PrivateKey("-----BEGIN PRIVATE KEY-----\nMIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCy0SD/sYB+JeA2\nyoEggGxE+h6DKBG2RyDZ72S/9cLien9/XLfu8kGSpVC+4K/GmnG5KWwY1Q59j6I8\nMYxcFQ0qz3lzVLo/TG/gxYi1GFtGLXy7CsvzGBwpw0/4cBGw0xXzI4fffy2yyPdd\n5AS5btOMxmnu/zUhxlAE5TaK08i+JXt23uoevz42cX/WHZe2AKVsBeSWIjvV02j3\nUuJIbZd5HbxXZxBDXRd6dAJR+Iw6qdIf/tZVAfTCQYKbJVLV3fDTYH4YheaPiW71\n6wg07YzS0RL10KLobWC5nYUUzf3zSsyoiZFx0Wmo75Amz90b9zvS/87I/kmoRdD6\n7llHlRk7AgMBAAECggEAE9eOh1ZCxqdc8rIpfkScfvztdNVLPdmKWinXw/s5KwNi\ncWywQPSjH8AgrnA6i6797ojGT20Y2ghIUtCWssMSk80I5391LpVEltb50p/cxPPt\niB3BwCb357nIqRiFG1oY8JgL5C91uoXVTmxWX93d3fGdtfZIsYeSv9r6teXxO7QM\nvz/yhpF+N9nUd7dOIu7TujweW7c7Ii5ik//p7h/z54M4l3uM36Vg6wHuOo3DSVa0\nzMblJqvv/uOGv3nGqHdr145pWAufpIJn5Str+e2McHit/NAq4tYcTaWp00rrvYwR\nQKEilk7dbO3xhFlEfNpaI9RZXRbB94zZ+9h3q9FaDQKBgQD275xHljObVbaXZ9oN\nawTE9rRLpsqdMw/Vl0zX7xxIYjNVBIlhkPz0O/3JYVyt/JJElpyhDM+jlpNlxdtr\nylYtZWQSaQMT4g84FvOM+hubNcd8aJszaKaEkykf2sW36oFklRjgy/584S1qaR3v\nCzSC1XRJQHBIs9lOHI+t4eQkZwKBgQC5YWwZkJ+yk/CHLn2JN3odK0Z21c+wkByb\nH63fMGMIUNBWk9/euta6PQGX59Z6/CPVcFR8y0JOETH3J4n6feszQHjCmMPt/AHQ\nDAtcIipjsWdmHmiZ/pm+Jf+KfYTcVVwCalGOrduSGXfvpcnKmbFutlANM3QoN+tz\ndGNMT37ADQKBgQDcB41dTD0XwDw+lM76/cz2JE1qy2fmwsTtMS/LiMfOx5Gtw6kW\nQrbieUId2p9WeKNscjeGWX/66ATWvoJRfa1kLeAJd4DCir+83taNW56VoknqVNtV\n533Yy7ftJmbfBhndoezVAW/1nj91fcyqX3WezswbKUvjvD15GIH+EjXTKQKBgQCi\npZNOqtEywRHbyTJjXcVKKlnckaNzaj1u7NCEbdO1zBG+pGda59rV9Aid2s8XgHmA\nHtpB06QNEpEgJBSvLiNaCErrkVT2TJDalHazE1bVuSTbN/rWgccqSfR28cHL/yiH\nBfkgkfF/sdDE9lSh6U7/r/10V5ymXMm7tnYY0faHUQKBgQDJvgN0zijnlO3Ixrdy\nOdgzZP/AWXQ3RWXCDVBT0lm+wNICq6jOAH7CH5PIw1ElnkcF8tR1LJlf3THG4pxr\nZlrwabFUUeEDOjviv/9eyRFaVH2YQm841EJcfsoRFFQoYOinlyGQWnNwGqIRfvpz\nnbRJH8tODt69kxu1WN4MXqdSzA==\n-----END PRIVATE KEY-----\n")
const ec = new crypto.PrivateKey("-----BEGIN EC PRIVATE KEY-----\nMIGkAgEBBDC1HXIeOYXCpKP36AYB5Cs9URjyhMl6Pmf2EqYFccaTkSxLJgCfGN1B\n2kvwz84udF2gBwYFK4EEACKhZANiAARuKXiX0JLlBzFTrGoZ4W2yN17X+1l6g0+j\nQTznG8SwmV3NcdJ7p+1IRVxaKliI/7Cq4b569O7OuY4NtsTNusa3vGXYSl0kwMc3\n7JzDN8myqVkm01EWuAMzkzc8S0zOT8I=\n-----END EC PRIVATE KEY-----\n")
new crypto.PublicKey(rsa).toPEM().toString() // => "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAstEg/7GAfiXgNsqBIIBs\nRPoegygRtkcg2e9kv/XC4np/f1y37vJBkqVQvuCvxppxuSlsGNUOfY+iPDGMXBUN\nKs95c1S6P0xv4MWItRhbRi18uwrL8xgcKcNP+HARsNMV8yOH338tssj3XeQEuW7T\njMZp7v81IcZQBOU2itPIviV7dt7qHr8+NnF/1h2XtgClbAXkliI71dNo91LiSG2X\neR28V2cQQ10XenQCUfiMOqnSH/7WVQH0wkGCmyVS1d3w02B+GIXmj4lu9esINO2M\n0tES9dCi6G1guZ2FFM3980rMqImRcdFpqO+QJs/dG/c70v/OyP5JqEXQ+u5ZR5UZ\nOwIDAQAB\n-----END PUBLIC KEY-----\n"
new crypto.PublicKey(ec).toPEM().toString() // => "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEbil4l9CS5QcxU6xqGeFtsjde1/tZeoNP\no0E85xvEsJldzXHSe6ftSEVcWipYiP+wquG+evTuzrmODbbEzbrGt7xl2EpdJMDH\nN+ycwzfJsqlZJtNRFrgDM5M3PEtMzk/C\n-----END PUBLIC KEY-----\n"
new crypto.PublicKey(new Data("-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEAstEg/7GAfiXgNsqBIIBsRPoegygRtkcg2e9kv/XC4np/f1y37vJB\nkqVQvuCvxppxuSlsGNUOfY+iPDGMXBUNKs95c1S6P0xv4MWItRhbRi18uwrL8xgc\nKcNP+HARsNMV8yOH338tssj3XeQEuW7TjMZp7v81IcZQBOU2itPIviV7dt7qHr8+\nNnF/1h2XtgClbAXkliI71dNo91LiSG2XeR28V2cQQ10XenQCUfiMOqnSH/7WVQH0\nwkGCmyVS1d3w02B+GIXmj4lu9esINO2M0tES9dCi6G1guZ2FFM3980rMqImRcdFp\nqO+QJs/dG/c70v/OyP5JqEXQ+u5ZR5UZOwIDAQAB\n-----END RSA PUBLIC KEY-----\n")).toPEM().toString() // => "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAstEg/7GAfiXgNsqBIIBs\nRPoegygRtkcg2e9kv/XC4np/f1y37vJBkqVQvuCvxppxuSlsGNUOfY+iPDGMXBUN\nKs95c1S6P0xv4MWItRhbRi18uwrL8xgcKcNP+HARsNMV8yOH338tssj3XeQEuW7T\njMZp7v81IcZQBOU2itPIviV7dt7qHr8+NnF/1h2XtgClbAXkliI71dNo91LiSG2X\neR28V2cQQ10XenQCUfiMOqnSH/7WVQH0wkGCmyVS1d3w02B+GIXmj4lu9esINO2M\n0tES9dCi6G1guZ2FFM3980rMqImRcdFpqO+QJs/dG/c70v/OyP5JqEXQ+u5ZR5UZ\nOwIDAQAB\n-----END PUBLIC KEY-----\n"
String(new crypto.PrivateKey(rsa.toPEM())) // => 'private key (RSA)'
String(new crypto.PublicKey(ec)) // => 'public key (EC)'
String(new crypto.PrivateKey({ type: 'rsa', bits: 2048 })) // => 'private key (RSA)'
const dsa = new crypto.PrivateKey({ type: 'dsa', bits: 2048 })
const dsaPublic = new crypto.PublicKey(dsa)
String(dsa) // => 'private key (DSA)'
String(new crypto.PublicKey(dsaPublic.toPEM())) // => 'public key (DSA)'
const signed = (key, hash) => { const one = new crypto.Sign(hash); one.update('some text'); return one.sign(key) }
const isRight = (key, text) => { const one = new crypto.Verify('sha256'); one.update(text); return one.verify(key, signed(dsa, 'sha256')) }
isRight(dsaPublic, 'some text') // => true
isRight(new crypto.PublicKey(dsaPublic.toPEM()), 'some text') // => true
isRight(dsaPublic, 'other text') // => false
isRight(new crypto.PublicKey(new crypto.PrivateKey({ type: 'dsa' })), 'some text') // => false
new crypto.PrivateKey(dsa.toPEM()).toPEM().toString() === dsa.toPEM().toString() // => true
new crypto.PrivateKey({ type: 'dsa', bits: 1024 }) // => TypeError: options.bits: 1024 (expected: 2048 or 3072)
new crypto.PrivateKey({ type: 'ec' }) // => TypeError: options.type: ec (expected: rsa or dsa)
new crypto.PrivateKey({ type: 'rsa', bits: 512 }) // => TypeError: options.bits: 512 (expected: 2048 to 8192)
new crypto.PublicKey('') // => TypeError: no public key found (expected: PEM, or DER)
new crypto.PublicKey(null) // => TypeError: argument #1 expects a string or an instance of Data
new crypto.Certificate(null) // => TypeError: argument #1 expects a string or an instance of Data
new crypto.CertificateChain(null) // => TypeError: argument #1 expects a string or an instance of Data
JSON.stringify(rsa) // => '{}'

// JWK
const n = 'stEg_7GAfiXgNsqBIIBsRPoegygRtkcg2e9kv_XC4np_f1y37vJBkqVQvuCvxppxuSlsGNUOfY-iPDGMXBUNKs95c1S6P0xv4MWItRhbRi18uwrL8xgcKcNP-HARsNMV8yOH338tssj3XeQEuW7TjMZp7v81IcZQBOU2itPIviV7dt7qHr8-NnF_1h2XtgClbAXkliI71dNo91LiSG2XeR28V2cQQ10XenQCUfiMOqnSH_7WVQH0wkGCmyVS1d3w02B-GIXmj4lu9esINO2M0tES9dCi6G1guZ2FFM3980rMqImRcdFpqO-QJs_dG_c70v_OyP5JqEXQ-u5ZR5UZOw'
const [x, y] = ['sym553TkUKtN6yO0ujtCWSX3e0rbx16iadss81TNt8g', 'oY1XCPioN21Wy837JT6BO7vXXSXkEEIyqxcsjtvg1Zk']
new crypto.JWK({ kty: 'RSA', n, e: 'AQAB' }).isValid // => true
new crypto.JWK({ kty: 'EC', crv: 'P-256', x, y }).isValid // => true
new crypto.JWK({ kty: 'EC', crv: 'P-256', x, y: x }) // => TypeError: "x" and "y" are no point of P-256
new crypto.JWK({ kty: 'EC', crv: 'P-384', x, y }) // => TypeError: "x" and "y" are no point of P-384
new crypto.JWK({ kty: 'EC', crv: 'P-1', x, y }) // => TypeError: unknown "crv": P-1 (expected: P-256, P-384 or P-521)
new crypto.JWK({ kty: 'RSA', e: 'AQAB' }) // => TypeError: missing "n"
new crypto.JWK({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }) // => TypeError: RSA key of 17 bits (expected: 2048 or more)
new crypto.JWK({ kty: 'RSA', n: '*', e: 'AQAB' }) // => TypeError: "n" is not base64url
new crypto.JWK({ kty: 'oct', k: 'AA' }) // => TypeError: unknown "kty": oct (expected: RSA or EC)
new crypto.JWK({}) // => TypeError: missing "kty"
new crypto.JWK('x') // => TypeError: argument #1 expects an object

// JWT: keys fit the algorithm, or nothing is true
const [rsa, rsaPem, otherPem] = ["-----BEGIN PRIVATE KEY-----\nMIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCy0SD/sYB+JeA2\nyoEggGxE+h6DKBG2RyDZ72S/9cLien9/XLfu8kGSpVC+4K/GmnG5KWwY1Q59j6I8\nMYxcFQ0qz3lzVLo/TG/gxYi1GFtGLXy7CsvzGBwpw0/4cBGw0xXzI4fffy2yyPdd\n5AS5btOMxmnu/zUhxlAE5TaK08i+JXt23uoevz42cX/WHZe2AKVsBeSWIjvV02j3\nUuJIbZd5HbxXZxBDXRd6dAJR+Iw6qdIf/tZVAfTCQYKbJVLV3fDTYH4YheaPiW71\n6wg07YzS0RL10KLobWC5nYUUzf3zSsyoiZFx0Wmo75Amz90b9zvS/87I/kmoRdD6\n7llHlRk7AgMBAAECggEAE9eOh1ZCxqdc8rIpfkScfvztdNVLPdmKWinXw/s5KwNi\ncWywQPSjH8AgrnA6i6797ojGT20Y2ghIUtCWssMSk80I5391LpVEltb50p/cxPPt\niB3BwCb357nIqRiFG1oY8JgL5C91uoXVTmxWX93d3fGdtfZIsYeSv9r6teXxO7QM\nvz/yhpF+N9nUd7dOIu7TujweW7c7Ii5ik//p7h/z54M4l3uM36Vg6wHuOo3DSVa0\nzMblJqvv/uOGv3nGqHdr145pWAufpIJn5Str+e2McHit/NAq4tYcTaWp00rrvYwR\nQKEilk7dbO3xhFlEfNpaI9RZXRbB94zZ+9h3q9FaDQKBgQD275xHljObVbaXZ9oN\nawTE9rRLpsqdMw/Vl0zX7xxIYjNVBIlhkPz0O/3JYVyt/JJElpyhDM+jlpNlxdtr\nylYtZWQSaQMT4g84FvOM+hubNcd8aJszaKaEkykf2sW36oFklRjgy/584S1qaR3v\nCzSC1XRJQHBIs9lOHI+t4eQkZwKBgQC5YWwZkJ+yk/CHLn2JN3odK0Z21c+wkByb\nH63fMGMIUNBWk9/euta6PQGX59Z6/CPVcFR8y0JOETH3J4n6feszQHjCmMPt/AHQ\nDAtcIipjsWdmHmiZ/pm+Jf+KfYTcVVwCalGOrduSGXfvpcnKmbFutlANM3QoN+tz\ndGNMT37ADQKBgQDcB41dTD0XwDw+lM76/cz2JE1qy2fmwsTtMS/LiMfOx5Gtw6kW\nQrbieUId2p9WeKNscjeGWX/66ATWvoJRfa1kLeAJd4DCir+83taNW56VoknqVNtV\n533Yy7ftJmbfBhndoezVAW/1nj91fcyqX3WezswbKUvjvD15GIH+EjXTKQKBgQCi\npZNOqtEywRHbyTJjXcVKKlnckaNzaj1u7NCEbdO1zBG+pGda59rV9Aid2s8XgHmA\nHtpB06QNEpEgJBSvLiNaCErrkVT2TJDalHazE1bVuSTbN/rWgccqSfR28cHL/yiH\nBfkgkfF/sdDE9lSh6U7/r/10V5ymXMm7tnYY0faHUQKBgQDJvgN0zijnlO3Ixrdy\nOdgzZP/AWXQ3RWXCDVBT0lm+wNICq6jOAH7CH5PIw1ElnkcF8tR1LJlf3THG4pxr\nZlrwabFUUeEDOjviv/9eyRFaVH2YQm841EJcfsoRFFQoYOinlyGQWnNwGqIRfvpz\nnbRJH8tODt69kxu1WN4MXqdSzA==\n-----END PRIVATE KEY-----\n", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAstEg/7GAfiXgNsqBIIBs\nRPoegygRtkcg2e9kv/XC4np/f1y37vJBkqVQvuCvxppxuSlsGNUOfY+iPDGMXBUN\nKs95c1S6P0xv4MWItRhbRi18uwrL8xgcKcNP+HARsNMV8yOH338tssj3XeQEuW7T\njMZp7v81IcZQBOU2itPIviV7dt7qHr8+NnF/1h2XtgClbAXkliI71dNo91LiSG2X\neR28V2cQQ10XenQCUfiMOqnSH/7WVQH0wkGCmyVS1d3w02B+GIXmj4lu9esINO2M\n0tES9dCi6G1guZ2FFM3980rMqImRcdFpqO+QJs/dG/c70v/OyP5JqEXQ+u5ZR5UZ\nOwIDAQAB\n-----END PUBLIC KEY-----\n", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk78ypvPvlNkj0NrLLnI6\n8nNAnNxvsdeqct/+RaLZA1UO+PF0FpKQrTG8WnCLqXT7+eCh6tCEh/HIzu2wdHHM\nmxo25gY7HH8ZqUV2b8S+DogdY5RF6j63bh6/8bODpqGVphSlYRwzhe0zaPL30uEY\nlwcY0YcQ1LQjmdtSiCFRbgKtyiLJLZmC2gfbvk2Y6/BCPX6fygG5nR0/yv4KspUx\nIFkaAsbiO2fX9JnwyiiGyjLcwvknIpczOqxEbQymBaPnoWtiBlgSuj6epoINv93m\npkZg099z0RpU4hVUtBeLhKuyIhaQ+quVDwRN3kTUs6cKSDw/vOlWiS02XJbCsIHr\nEwIDAQAB\n-----END PUBLIC KEY-----\n"]
const [ec, ecPem, ec384Pem] = ["-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIs78aFZvQiywOcrA1h6y94sBHEp+nDF/JqU9YjZUJw/oAoGCCqGSM49\nAwEHoUQDQgAEsym553TkUKtN6yO0ujtCWSX3e0rbx16iadss81TNt8ihjVcI+Kg3\nbVbLzfslPoE7u9ddJeQQQjKrFyyO2+DVmQ==\n-----END EC PRIVATE KEY-----\n", "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsym553TkUKtN6yO0ujtCWSX3e0rb\nx16iadss81TNt8ihjVcI+Kg3bVbLzfslPoE7u9ddJeQQQjKrFyyO2+DVmQ==\n-----END PUBLIC KEY-----\n", "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEbil4l9CS5QcxU6xqGeFtsjde1/tZeoNP\no0E85xvEsJldzXHSe6ftSEVcWipYiP+wquG+evTuzrmODbbEzbrGt7xl2EpdJMDH\nN+ycwzfJsqlZJtNRFrgDM5M3PEtMzk/C\n-----END PUBLIC KEY-----\n"]
const jwk = new crypto.JWK({ kty: 'RSA', n: 'stEg_7GAfiXgNsqBIIBsRPoegygRtkcg2e9kv_XC4np_f1y37vJBkqVQvuCvxppxuSlsGNUOfY-iPDGMXBUNKs95c1S6P0xv4MWItRhbRi18uwrL8xgcKcNP-HARsNMV8yOH338tssj3XeQEuW7TjMZp7v81IcZQBOU2itPIviV7dt7qHr8-NnF_1h2XtgClbAXkliI71dNo91LiSG2XeR28V2cQQ10XenQCUfiMOqnSH_7WVQH0wkGCmyVS1d3w02B-GIXmj4lu9esINO2M0tES9dCi6G1guZ2FFM3980rMqImRcdFpqO-QJs_dG_c70v_OyP5JqEXQ-u5ZR5UZOw', e: 'AQAB' })
const hs = 'eyJhbGciOiAiSFMyNTYifQ.eyJzdWIiOiAieCJ9.pgCHq0fhIIZSSsj_zc5svELwVmW7eqs7MAWBYKECZkc'
const rs = 'eyJhbGciOiAiUlMyNTYifQ.eyJzdWIiOiAieCJ9.PknAzIUFwi_kPvWZodHu1Ipv5BqO4fRwkMSZMqBGV1LsPaNnt6q3Dkd52DijrXqO8l9W6larTmypkBH4EGVVhd1AoF8bRuSYdRsIX-kmaUOc0N2QHSde1NyWcUJL_vpwWutmLbQnECJjRVSHIpy-VE39MlN3nerlHKS2sPVcPItD7o4dFjPWlxbQzR9FwfXA4mmAmHQxmO9yJI-h-VNPQS_YfoUXGzexKvFf5aPEvuKnco2nStUDPQr_rcK9g6_WbpNCg2AFeeDkl5UNdw__ZUMDOsIdMiLyFIi0hrX524RVINX3AIy5xx9nGEKRO4nHnah3sCRfOHsNuNn3trrxSg'
const rs512 = 'eyJhbGciOiAiUlM1MTIifQ.eyJzdWIiOiAieCJ9.aa-u_UmBCT9FPEKsqIRJFTVZPAVBGkoMpYkPa1Z3Nb0yKsIzYz770_SXCB6eYSaKzDvR5m4dwVGUi6CuHKF12oFPKb_cSq4fj73RETIf1HvulS0QCQHyPd0fHGbJxBT3eSrRxeSxxtBrFNgzlOoK4BtnClFAUKk9JfE7v1ibiJ1Urcz4mrt_sTwZQbaCr_bAK1HVh7mnHhL_6_fS99XtOQNDt_xosBzj1h2WlitzG764yW34nAHA16hDjhclXMKLfkv7_cOZKKf449pUS-0eYX0gQtLn7ArnDu05S55uscSoMfnHM4SqiXflKTUlzCuptrEStTnOBL7yLO6lyOdnvw'
const es = 'eyJhbGciOiAiRVMyNTYifQ.eyJzdWIiOiAieCJ9.pR_1mZuQmU0untfG5nxIBk8aqwhTGPWuWha5vEvWV5iYaUHb-zzZ3tteZfnDe9VHFdS-W6YUTH3KyJ5fCf3eKA'
const es384 = 'eyJhbGciOiAiRVMzODQifQ.eyJzdWIiOiAieCJ9.UhX_Q10-ECdeYyGnkaNAQ8SjOf6dwuRvnHTOWx3ukYRViF_IttCFB4XGxmSWXPIncWRMWV2eGtKKSu2gpc9hjZ3rzuaQF6WdjjK1jJONC1TsapKr81NOSXLJGc6V2lpf'
const es512 = 'eyJhbGciOiAiRVM1MTIifQ.eyJzdWIiOiAieCJ9.AGL0ShXUX7dlNM8TvD0GMzENsYtgyTq7EZ9yGzMvqtGlv9igfscg07T-0jDphdTsSpNgZ5-eBAzaUtdICoSBsWXoAO9FNNMINeDd4L1sIYu_NqZSqp-4M7IyJiH8TGMjCipKleDyQ69Ubz-nwwf09MTfd1AMYFpFxC1T6qp7-U9i4GVv'
const wrong = 'eyJhbGciOiAiRVMyNTYifQ.eyJzdWIiOiAieCJ9.rLfyRnrsc9hIZ9rX4tfgxbQmv2ItXm3aPINZHBun3wSTPG5S2UFswTbU1ykz_6piHxWQC4H5pNYBrrV0pII2Wp6EU3ygHyftqs4QoWKJ5sHp3tuVRh2PNMTHrgvQKP8E'
const der = 'eyJhbGciOiAiRVMyNTYifQ.eyJzdWIiOiAieCJ9.MEUCIQDCHojJ83SDeWtJVm0CftN28rGoQGKIvKLMqXmGZayUvAIgbR0FvQXok5mXE5swBl1i4KokpOVbI8tZwUzxkWqhGTU'
const confused = 'eyJhbGciOiAiSFMyNTYifQ.eyJzdWIiOiAieCJ9.QcnkCqekX7oT4BFtNalYGDvrUUiSd3WJl7oUz7IbkGQ'
const lying = 'eyJhbGciOiAiSFMyNTYifQ.eyJzdWIiOiAieCJ9.PaVnt8jSg-9of1-XcNcw32aACwSQqZ-o6VLgzQjK4C9fGD17kK7ygp94Qx2hhlscscLZ4FXY-Y2EejfpZF51_UQ52rANQbIiUa_rU2wBwNTlqU369AaBlBay1VVrw-Dmpp3JUpvjaroy86V4CBBKXW4DncBzQwA-YEDN7z2r1Bo-rISlioHu5mqv-itG85cflPDONfBHZ7CHOKqfcxSgc6H1Wk28egiUDxCv6sQbJPcYmYfzPifrs_JoWzS-oXZfYUGyki9e2NwAh9R5lTg8culhe1eIn3kBdhY0cCRrkbnJh6wKuhYQO2azHuPy4gNlk2JPTkSo1LJ-pwB_q1yFwg'
const empty = 'eyJhbGciOiAiSFMyNTYifQ.eyJzdWIiOiAieCJ9.xtbmqBj9J68HYP7FIGe_rh5lmho_j9-7YBcsr7YK_Zg'
const none = 'eyJhbGciOiAibm9uZSJ9.eyJzdWIiOiAieCJ9.'
const crit = 'eyJhbGciOiAiSFMyNTYiLCAiY3JpdCI6IFsieCJdLCAieCI6IDF9.eyJzdWIiOiAieCJ9.EFjWSzvmDEtONMSGCzZFCp2c24alSHtVGyfMhHAq6QU'
const old = 'eyJhbGciOiAiSFMyNTYifQ.eyJleHAiOiAxfQ.DczH6RETNtb8tMWjT0ETlHhZDXPb00xGy0x2k6A39bY'
const future = 'eyJhbGciOiAiSFMyNTYifQ.eyJuYmYiOiA5MDAwMDAwMDAwLjB9.txCCxTahnpkqPzKCMznsYdOGf6bPfXwRsZFmqGaAC3I'
const current = 'eyJhbGciOiAiSFMyNTYifQ.eyJleHAiOiA5MDAwMDAwMDAwLjAsICJuYmYiOiAxfQ.cFoRswkKNHBwop6uX0OhNGD0qu3eybEr-oIrBxLZ1lk'
const odd = 'eyJhbGciOiAiSFMyNTYifQ.eyJleHAiOiAiOTk5OTk5OTk5OSJ9.XmNj7CRhhSTupeh0HNM5Z_bdqMCBUIWQGwVkOoC6GZk'
const badpart = 'a.b'
const array = 'eyJhbGciOiJIUzI1NiJ9.W10.AA'
const verify = (token, key, ...rest) => new crypto.JWT(token).verify(key, ...rest)
new crypto.JWT(hs).isValid // => true
new crypto.JWT(hs).header // => { alg: 'HS256' }
new crypto.JWT(hs).payload // => { sub: 'x' }
verify(hs, 'secret') // => true
verify(hs, new Data('secret')) // => true
verify(hs, 'Secret') // => false
verify(hs, '') // => false
verify(empty, '') // => false
verify(hs.slice(0, -2) + 'AA', 'secret') // => false
verify(rs, rsaPem) // => true
verify(rs512, rsaPem) // => true
verify(rs, new Data(rsaPem)) // => true
verify(rs, new crypto.PublicKey(rsaPem)) // => true
verify(rs, rsa) // => true
verify(rs, new crypto.PrivateKey(rsa)) // => true
verify(rs, jwk) // => true
verify(rs, otherPem) // => false
verify(rs, ecPem) // => false
verify(rs, 'secret') // => TypeError: no public key found (expected: PEM, or DER)
verify(es, ecPem) // => true
verify(es, new crypto.PrivateKey(ec)) // => true
verify(es, rsaPem) // => false
verify(es, ec384Pem) // => false
verify(wrong, ec384Pem) // => false
verify(der, ecPem) // => false
verify(es384, ec384Pem) // => true
verify(es512, "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBCGcPucxw5oYhIcZCItqcd+xSV44I\neFIF3uksTuUjhD7dgjN4h2kieTXar9D836pRwCMqyTX1D26tECzi0Ew2/GAB7AGh\n2+F9AmAkvhuxfUohnsQ18asUOyh1QGLbe7XJpsjhh2l/Kmv4TcOGd1LpRFCkKRzv\nbZJWkoFjWhoFOgBJv6s=\n-----END PUBLIC KEY-----\n") // => true
verify(confused, rsaPem) // => false
verify(lying, new crypto.PublicKey(rsaPem)) // => false
verify(lying, jwk) // => false
verify(hs, jwk) // => false
new crypto.JWT(none).isValid // => false
new crypto.JWT(none).payload // => { sub: 'x' }
verify(none, 'secret') // => false
verify(crit, 'secret') // => false
verify(old, 'secret') // => false
verify(old, 'secret', { leeway: 1e10 }) // => true
verify(future, 'secret') // => false
verify(current, 'secret') // => true
verify(odd, 'secret') // => false
verify(hs, 'secret', { leeway: -1 }) // => TypeError: options.leeway: -1 (expected: seconds, 0 or more)
new crypto.JWT(badpart).isValid // => false
new crypto.JWT(badpart).header // => undefined
new crypto.JWT(array).isValid // => false
new crypto.JWT(hs + '=').isValid // => false
verify(badpart, 'secret') // => false
verify(hs, 5) // => TypeError: argument #1 expects a string or an instance of Data, JWK, PublicKey or PrivateKey
new crypto.JWT(5) // => TypeError: argument #1 expects a string

// whatever the first bit of r is
const ecPem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsym553TkUKtN6yO0ujtCWSX3e0rb\nx16iadss81TNt8ihjVcI+Kg3bVbLzfslPoE7u9ddJeQQQjKrFyyO2+DVmQ==\n-----END PUBLIC KEY-----\n"
const tokens = ["eyJhbGciOiAiRVMyNTYifQ.eyJuIjogMH0.K5ZHUKziM6AKPU-q_c2wGwo_1EW5pb0qTk6lFEKiPNiPLH4MlEAYt4DOVL6ydqD1_ntZZwO70_-YIg1243D3LA", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogMX0.Li5kDKmmpv0NUOXCyVffK2l3Fb5G3Zov_1rTx9ZbnWYmOeQFDHIJSQZxmvjL589wn9Kx0YDEkmepDMbWQf1h6A", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogMn0.OklvduZzQzNiGPjR736r0zktONcZMViXm4u_XS2LJHKP0Hjy0fyGGlcZvPbquZyBPvSdhxQFMFmUTxmYo82K8w", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogM30.QGz6vd_fU8WoSamNGLbfb6WbhBIjbTgfmbGqFFPPR_Q-4F0dUc7LSo3cbJjLD63bB1-9noGt-JBhJ5zU1qKKTQ", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogNH0.5ZFNbRotm47895Xjy7QAwvEbchAV6q_erpDfv-HiXqsWH-O0Ng-uJOoRPiPziEAhT94e5O5aNoxFo_wvzZeccA", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogNX0.T56yJXFK6-MRGCNIG3M4K3k8adWdEakiWjtu68DClWO55tzdqn7j98sTmP9CeT5LVAj5Vjlx0awp8ek9FYfvLw", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogNn0.9xT9MJT-3yhdaP9QekwkcLVBMqRxOLSgZHe7Xj9HcNDhiUEYflRhK5Dl0cLBtgqm0u-TYVoqN8mBEXL2ePJU7A", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogN30.2u-cKEKP7SMXMX4YIVMB5h05u7SCjIDKPS-Asf_6JxjufUpR2InWqXkcieDd8ZQ6cKoKByFuL7tsx8B77wRFiA", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogOH0.Xx05nMSo0SQixob5gJkjmWHuQt583qLUJo5XmOkhHUcQWK8m4eqvem1UV7dlBB0ZJStAoAiMGlL96TSOAYeFfQ", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogOX0.y6c5D57-gkZifbTZ6KLyUTiDRrQNWTByBCI6wh1scZea5oYYkh_FGqAc1VH0Nq2IuwglKH4WiKVuu1R-LKJl8g", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogMTB9.fPX3ut9l4KxxsjxWlqBogpdxRjrb68DbPTkUR6fkGlucgSieHO2LVlQaasOKSQ5KO61T_Zkzn5OvkRAmWz9CGg", "eyJhbGciOiAiRVMyNTYifQ.eyJuIjogMTF9.X8pwa_QgYMLlOKbRVNxHhxnlr-qpphNQSFnGbai0x8cIb0AUelESUcBls-a5O5nT0KWk7Z9NjKD6iZuWnNIP-A"]
tokens.every(token => new crypto.JWT(token).verify(ecPem)) // => true

// crypto.Certificate: made by a script
const signer = new crypto.PrivateKey({ type: 'rsa' })
const made = options => new crypto.Certificate({ subject: { CN: 'x' }, privateKey: signer, ...options })
const own = made({ extensions: { subjectAltName: 'DNS:a.b, IP:::1', keyUsage: 'critical, digitalSignature', extendedKeyUsage: 'serverAuth' } })
[own.subject, own.issuer] // => [{ commonName: 'x' }, { commonName: 'x' }]
own.subjectAltNames.length // => 2
Math.round((own.notAfter - own.notBefore) / 86_400_000) // => 365
made({ days: 1, timeOffset: -3600 }).notBefore < Date.now() - 3_500_000 // => true
new crypto.Certificate(own.toPEM()).subject // => { commonName: 'x' }
made({ issuer: made({ subject: { O: 'Org', CN: 'CA' } }) }).issuer // => { organizationName: 'Org', commonName: 'CA' }
made({ subject: {} }) // => TypeError: subject: empty (expected: such as { commonName: 'name' })
made({ subject: { X: 'y' } }) // => TypeError: subject: unknown attribute X
made({ extensions: { keyUsage: 'sign' } }) // => TypeError: extensions: keyUsage cannot be sign (expected: one of cRLSign, dataEncipherment, decipherOnly, digitalSignature, encipherOnly, keyAgreement, keyCertSign, keyEncipherment, nonRepudiation)
made({ extensions: { other: '1' } }) // => TypeError: extensions: unknown other (expected: one of basicConstraints, extendedKeyUsage, keyUsage, subjectAltName)
made({ days: 0 }) // => TypeError: days: 0 (expected: 1 to 36525)
made({ privateKey: null }) // => TypeError: options.privateKey is missing (expected: the key that signs)
made({ issuer: 5 }) // => TypeError: options.issuer expects an instance of Certificate
