// crypto: hashes, ciphers and signatures.
(function (host, globals) {
  'use strict'

  const { expect, publish, crypto, dataOf, textArgument, dataArgument, privateKeyOf, publicKeyOf } = host
  const Data = globals.Data

  const orThrow = result => {
    if (typeof result === 'string') throw new TypeError(result)
    return result
  }

  // bytes of a Data, or of text in an encoding
  const input = (data, encoding) =>
    typeof data === 'string' ? textArgument(new Data(data, encoding), 1) : textArgument(data, 1)

  const output = (bytes, encoding, position) => {
    const data = dataOf(bytes)
    if (encoding === undefined || encoding === null) return data
    if (expect.string(encoding, position).startsWith('utf')) throw new TypeError(`invalid encoding ${encoding}`)
    return data.toString(encoding)
  }

  class Digest {
    #hash

    constructor(hash) {
      this.#hash = hash
    }

    get #open() {
      if (this.#hash === null) throw new TypeError('digest() was called before')
      return this.#hash
    }

    update(data, encoding) {
      expect.count(arguments.length, 1)
      this.#open.update(input(data, encoding))
    }

    digest(encoding) {
      const result = output(this.#open.digest(), encoding, 1)
      this.#hash = null
      return result
    }
  }

  class Hash extends Digest {
    constructor(algorithm) {
      expect.count(arguments.length, 1)
      super(orThrow(crypto.hash(expect.string(algorithm, 1))))
    }
  }

  class Hmac extends Digest {
    constructor(algorithm, key) {
      expect.count(arguments.length, 2)
      super(orThrow(crypto.hmac(expect.string(algorithm, 1), textArgument(key, 2))))
    }
  }

  const optionBytes = (options, name) => {
    const value = options[name]
    if (typeof value === 'string' || value instanceof Data) return textArgument(value, 2)
    throw new TypeError(`options.${name} expects a string or an instance of Data`)
  }

  class SymmetricCipher {
    #cipher

    constructor(algorithm, options, isEncrypting) {
      expect.string(algorithm, 1)
      expect.object(options, 2)
      const { iv } = options
      const vector = iv === undefined || iv === null ? null : optionBytes(options, 'iv')
      this.#cipher = orThrow(crypto.cipher(algorithm, optionBytes(options, 'key'), vector, isEncrypting))
    }

    get #open() {
      if (this.#cipher === null) throw new TypeError('final() was called before')
      return this.#cipher
    }

    update(data) {
      expect.count(arguments.length, 1)
      return dataOf(this.#open.update(textArgument(data, 1)))
    }

    final() {
      const open = this.#open
      this.#cipher = null
      return dataOf(orThrow(open.finish()))
    }
  }

  class Cipher extends SymmetricCipher {
    constructor(algorithm, options) {
      expect.count(arguments.length, 2)
      super(algorithm, options, true)
    }
  }

  class Decipher extends SymmetricCipher {
    constructor(algorithm, options) {
      expect.count(arguments.length, 2)
      super(algorithm, options, false)
    }
  }

  class Signer {
    #algorithm
    #data = host.bytes.empty()

    constructor(algorithm) {
      this.#algorithm = expect.string(algorithm, 1)
      orThrow(crypto.checkSignature(algorithm))
    }

    static stateOf(signer) {
      return [signer.#algorithm, signer.#data]
    }

    update(data, encoding) {
      expect.count(arguments.length, 1)
      host.bytes.push(this.#data, input(data, encoding))
    }
  }

  const { stateOf } = Signer
  delete Signer.stateOf

  // the `id` of the options, which may stand in the place of the encoding
  const signerOf = (encoding, options) => {
    const given = typeof encoding === 'object' && encoding !== null ? encoding : options
    return given?.id === undefined || given.id === null ? null : optionBytes(given, 'id')
  }

  class Sign extends Signer {
    constructor(algorithm) {
      expect.count(arguments.length, 1)
      super(algorithm)
    }

    sign(key, encoding, options) {
      expect.count(arguments.length, 1)
      const java = privateKeyOf(key) ?? expect.fail(1, 'an instance of PrivateKey')
      const [algorithm, data] = stateOf(this)
      const signature = orThrow(crypto.sign(algorithm, java, signerOf(encoding, options), data))
      return output(signature, typeof encoding === 'string' ? encoding : undefined, 2)
    }
  }

  class Verify extends Signer {
    constructor(algorithm) {
      expect.count(arguments.length, 1)
      super(algorithm)
    }

    verify(key, signature, encoding, options) {
      expect.count(arguments.length, 2)
      const java = publicKeyOf(key) ?? expect.fail(1, 'an instance of PublicKey')
      const text = typeof encoding === 'string' ? encoding : 'utf8'
      const data = typeof signature === 'string' ? Data.from(signature, text) : signature
      if (data === null && typeof signature === 'string') return false
      const [algorithm, signed] = stateOf(this)
      return orThrow(crypto.verify(algorithm, java, signerOf(encoding, options), signed, dataArgument(data, 2)))
    }
  }

  publish(globals.crypto, { Hash, Hmac, Cipher, Decipher, Sign, Verify })
})
