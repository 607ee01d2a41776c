// crypto: certificates and keys. The objects themselves live in Java and show nothing of a key;
// filters get them as they are.
(function (host, globals) {
  'use strict'

  const { check, crypto, isData, bytesOf, dataOf } = host
  const Data = globals.Data

  // set while Java's object gets its shape for scripts
  let made = null

  const textOf = (value, position) => {
    if (typeof value === 'string') return bytesOf(new Data(value))
    return isData(value) ? bytesOf(value) : check.fail(position, 'a string or an instance of Data')
  }

  const orThrow = result => {
    if (typeof result === 'string') throw new TypeError(result)
    return result
  }

  const isObject = value => typeof value === 'object' && value !== null

  const take = make => {
    const java = made === null ? orThrow(make()) : made
    made = null
    return java
  }

  // names and values, one after the other
  const pairs = text => {
    const parts = text === '' ? [] : text.split('\0')
    const result = {}
    for (let i = 0; i < parts.length; i += 2) result[parts[i]] = parts[i + 1]
    return result
  }

  const texts = (object, name) => {
    if (object === undefined || object === null) return []
    if (typeof object !== 'object') throw new TypeError(`options.${name} expects an object`)
    return Object.entries(object).flatMap(([member, value]) => [member, String(value)])
  }

  const given = (value, javaOf, name, type) => {
    if (value === undefined || value === null) return null
    const java = isObject(value) ? javaOf(value) : null
    if (java === null) throw new TypeError(`options.${name} expects an instance of ${type}`)
    return java
  }

  // a certificate that a key issues; times in seconds and days
  const issue = ({ subject, extensions, days = 365, timeOffset = 0, privateKey, publicKey: owner, issuer }) => {
    if (typeof days !== 'number') throw new TypeError('options.days expects a number')
    if (typeof timeOffset !== 'number') throw new TypeError('options.timeOffset expects a number')
    const signer = given(privateKey, key, 'privateKey', 'PrivateKey')
    if (signer === null) throw new TypeError('options.privateKey is missing (expected: the key that signs)')
    return crypto.issueCertificate(
      texts(subject, 'subject'),
      texts(extensions, 'extensions'),
      Date.now() + timeOffset * 1000,
      days,
      signer,
      given(owner, publicKey, 'publicKey', 'PublicKey'),
      given(issuer, certificate, 'issuer', 'Certificate')
    )
  }

  class Certificate {
    #java

    constructor(pem) {
      this.#java = take(() =>
        isObject(pem) && !isData(pem) ? issue(pem) : crypto.certificate(textOf(pem, 1))
      )
    }

    get subject() {
      return pairs(crypto.subject(this.#java))
    }

    get issuer() {
      return pairs(crypto.issuer(this.#java))
    }

    get subjectAltNames() {
      const names = crypto.alternativeNames(this.#java)
      return names === '' ? [] : names.split('\0')
    }

    get notBefore() {
      return crypto.notBefore(this.#java)
    }

    get notAfter() {
      return crypto.notAfter(this.#java)
    }

    static javaOf(value) {
      return #java in value ? value.#java : null
    }

    toPEM() {
      return dataOf(crypto.toPem(this.#java))
    }

    toString() {
      return crypto.describe(this.#java)
    }
  }

  class CertificateChain {
    #java

    constructor(pem) {
      this.#java = take(() => crypto.certificateChain(textOf(pem, 1)))
    }

    static javaOf(value) {
      return #java in value ? value.#java : null
    }

    toPEM() {
      return dataOf(crypto.toPem(this.#java))
    }

    toString() {
      return crypto.describe(this.#java)
    }
  }

  const generate = ({ type, bits = 2048 }) => {
    if (type !== 'rsa' && type !== 'dsa') {
      throw new TypeError(`options.type: ${type} (expected: rsa or dsa)`)
    }
    if (!Number.isInteger(bits)) throw new TypeError(`options.bits: ${bits} (expected: a whole number)`)
    return type === 'rsa' ? crypto.generateRsa(bits) : crypto.generateDsa(bits)
  }

  class PublicKey {
    #java

    constructor(pem) {
      this.#java = take(() => {
        const pair = isObject(pem) && key(pem)
        return pair ? crypto.publicHalf(pair) : crypto.publicKey(textOf(pem, 1))
      })
    }

    static javaOf(value) {
      return #java in value ? value.#java : null
    }

    toPEM() {
      return dataOf(crypto.toPem(this.#java))
    }

    toString() {
      return crypto.describe(this.#java)
    }
  }

  class PrivateKey {
    #java

    constructor(pem, options) {
      if (made === null && typeof pem === 'object' && pem !== null && !isData(pem)) {
        this.#java = take(() => generate(pem))
        return
      }
      const passphrase = check.optional(check.object, options, 2, {}).passphrase
      this.#java = take(() =>
        crypto.privateKey(textOf(pem, 1), check.optional(check.string, passphrase, 2, null))
      )
    }

    static javaOf(value) {
      return #java in value ? value.#java : null
    }

    toPEM() {
      return dataOf(crypto.toPem(this.#java))
    }

    toString() {
      return crypto.describe(this.#java)
    }
  }

  const [certificate, chain, key, publicKey] = [Certificate, CertificateChain, PrivateKey, PublicKey].map(type => {
    const { javaOf } = type
    delete type.javaOf
    return javaOf
  })

  host.unwraps(value => certificate(value) ?? chain(value) ?? key(value))

  host.certificateChainOf = java => {
    made = java
    return crypto.isSingle(java) ? new Certificate() : new CertificateChain()
  }
  host.privateKeyFrom = java => {
    made = java
    return new PrivateKey()
  }

  // Java's key of an argument; null if it is something else
  host.privateKeyOf = value => (isObject(value) ? key(value) : null)
  host.publicKeyOf = value => (isObject(value) ? publicKey(value) : null)
  host.newPublicKey = java => {
    made = java
    return new PublicKey()
  }

  host.install(globals, { crypto: { Certificate, CertificateChain, PrivateKey, PublicKey } })
})
