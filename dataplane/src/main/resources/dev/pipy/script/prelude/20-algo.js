// The algo namespace and algo.hash.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host
  const { isObject } = expect

  // 53 bits out of two 32-bit lanes that are multiplied by different odd constants
  const hashText = text => {
    let low = 0x2f0b4c47
    let high = 0x61c88647
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      low = Math.imul(low ^ unit, 0x85ebca6b)
      high = Math.imul(high ^ unit, 0x9e3779b1)
    }
    low = Math.imul(low ^ (low >>> 15) ^ high, 0xc2b2ae35)
    high = Math.imul(high ^ (high >>> 13) ^ low, 0x27d4eb2f)
    return ((high ^ (high >>> 16)) & 0x1fffff) * 0x100000000 + ((low ^ (low >>> 16)) >>> 0)
  }

  const identities = new WeakMap()
  let identityCount = 0

  const identityOf = object => {
    let identity = identities.get(object)
    if (identity === undefined) {
      identity = `object ${++identityCount}`
      identities.set(object, identity)
    }
    return identity
  }

  const hash = value => {
    if (typeof value === 'string') return hashText(value)
    return hashText(isObject(value) ? identityOf(value) : String(value))
  }

  const algo = {}
  publish(algo, { hash })
  publish(globals, { algo })
})
