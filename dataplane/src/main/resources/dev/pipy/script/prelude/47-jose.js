// crypto.JWK and crypto.JWT: public keys and signed tokens in JSON (RFC 7517, RFC 7519).
(function (host, globals) {
  'use strict'

  const { expect, publish, crypto, isData, textArgument, privateKeyOf, publicKeyOf } = host
  const Data = globals.Data
  const PARTS = 3

  const orThrow = result => {
    if (typeof result === 'string') throw new TypeError(result)
    return result
  }

  const member = (object, name) => {
    const value = object[name]
    if (value === undefined || value === null) throw new TypeError(`missing "${name}"`)
    if (typeof value !== 'string') throw new TypeError(`"${name}" expects a string`)
    return value
  }

  class JWK {
    #java

    constructor(object) {
      expect.count(arguments.length, 1)
      expect.object(object, 1)
      const type = member(object, 'kty')
      if (type === 'RSA') {
        this.#java = orThrow(crypto.jsonWebKeyRsa(member(object, 'n'), member(object, 'e')))
      } else if (type === 'EC') {
        const curve = member(object, 'crv')
        this.#java = orThrow(crypto.jsonWebKeyEc(curve, member(object, 'x'), member(object, 'y')))
      } else {
        throw new TypeError(`unknown "kty": ${type} (expected: RSA or EC)`)
      }
    }

    static javaOf(value) {
      return typeof value === 'object' && value !== null && #java in value ? value.#java : null
    }

    get isValid() {
      return true
    }
  }

  const { javaOf } = JWK
  delete JWK.javaOf

  const decoded = part => (/^[A-Za-z0-9_-]*$/.test(part) ? Data.from(part, 'base64url') : null)

  const json = part => {
    const data = decoded(part)
    const value = data === null ? undefined : globals.JSON.decode(data)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  }

  // whether the text is meant as a key of another kind, and must never be taken for a secret
  const isPem = text => text.includes('-----BEGIN ')

  const keyOfPem = key => {
    try {
      return publicKeyOf(new globals.crypto.PublicKey(key))
    } catch (noPublicKey) {
      try {
        const pair = new globals.crypto.PrivateKey(key)
        return publicKeyOf(new globals.crypto.PublicKey(pair))
      } catch (noPrivateKey) {
        throw noPublicKey
      }
    }
  }

  class JWT {
    #header
    #payload
    #signed
    #signature
    #isValid = false

    constructor(token) {
      expect.count(arguments.length, 1)
      const parts = expect.string(token, 1).split('.')
      if (parts.length !== PARTS) return
      this.#header = json(parts[0])
      this.#payload = json(parts[1])
      this.#signed = `${parts[0]}.${parts[1]}`
      this.#signature = decoded(parts[2])
      const algorithm = this.#header?.alg
      this.#isValid =
        this.#payload !== undefined &&
        this.#signature !== null &&
        typeof algorithm === 'string' &&
        crypto.isTokenAlgorithm(algorithm)
    }

    get isValid() {
      return this.#isValid
    }

    get header() {
      return this.#header
    }

    get payload() {
      return this.#payload
    }

    // Whether the signature is right and now is between nbf and exp. `leeway` is in seconds.
    verify(key, options) {
      expect.count(arguments.length, 1)
      const { leeway = 0 } = expect.optional(expect.object, options, 2) ?? {}
      if (typeof leeway !== 'number' || !(leeway >= 0)) {
        throw new TypeError(`options.leeway: ${leeway} (expected: seconds, 0 or more)`)
      }
      const isSigned = this.#isSigned(key)
      return isSigned && this.#isCurrent(leeway)
    }

    #isSigned(key) {
      const java = javaOf(key) ?? publicKeyOf(key)
      if (java !== null) return this.#isValid && this.#check(java)
      const pair = privateKeyOf(key)
      if (pair !== null) return this.#isValid && this.#check(orThrow(crypto.publicHalf(pair)))
      if (typeof key !== 'string' && !isData(key)) {
        expect.fail(1, 'a string or an instance of Data, JWK, PublicKey or PrivateKey')
      }
      if (!this.#isValid) return false
      const algorithm = this.#header.alg
      if (!algorithm.startsWith('HS')) return this.#check(keyOfPem(key))
      if (isPem(String(key))) return false
      return crypto.verifyTokenSecret(algorithm, textArgument(key, 1), this.#signed, host.bytesOf(this.#signature))
    }

    #check(java) {
      return crypto.verifyToken(this.#header.alg, java, this.#signed, host.bytesOf(this.#signature))
    }

    // RFC 7519 section 4.1.4 and 4.1.5; an extension that must be understood is none of ours
    #isCurrent(leeway) {
      const { exp, nbf } = this.#payload
      if (this.#header.crit !== undefined) return false
      const now = Date.now() / 1000
      const isTime = value => typeof value === 'number' && Number.isFinite(value)
      if (exp !== undefined && !(isTime(exp) && now < exp + leeway)) return false
      return nbf === undefined || (isTime(nbf) && now >= nbf - leeway)
    }
  }

  publish(globals.crypto, { JWK, JWT })
})
