// The algo namespace, algo.hash, and the argument checks that the files after this one share.
(function (host, globals) {
  'use strict'

  const fail = (position, expectation) => {
    throw new TypeError(`argument #${position} expects ${expectation}`)
  }

  const isObject = value =>
    (typeof value === 'object' && value !== null) || typeof value === 'function'

  host.expect = {
    fail,

    isObject,

    count(given, needed) {
      if (given < needed) throw new TypeError(`requires ${needed} or more arguments`)
    },

    string(value, position) {
      return typeof value === 'string' ? value : fail(position, 'a string')
    },

    // truncated towards zero
    int(value, position) {
      return typeof value === 'number' ? Math.trunc(value) : fail(position, 'a number')
    },

    number(value, position) {
      return typeof value === 'number' ? value : fail(position, 'a number')
    },

    func(value, position) {
      return typeof value === 'function' ? value : fail(position, 'a function')
    },

    object(value, position) {
      return isObject(value) ? value : fail(position, 'an object')
    },

    instance(value, position, type) {
      return value instanceof type ? value : fail(position, `an instance of ${type.name}`)
    },

    // undefined and null stand for an argument that was left out
    optional(check, value, position, type) {
      return value === undefined || value === null ? undefined : check(value, position, type)
    },
  }

  // like the built-ins of JavaScript: writable, not enumerated, named in toString()
  host.publish = (namespace, members) => {
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(namespace, name, { value, writable: true, configurable: true })
      if (typeof value === 'function' && value.prototype !== undefined) {
        Object.defineProperty(value.prototype, Symbol.toStringTag, { value: name, configurable: true })
      }
    }
  }

  const pending = []

  // Members that a file defines, which runs when one of them is asked for.
  host.later = (namespace, names, load) => {
    let isLoaded = false
    const define = () => {
      if (isLoaded) return
      isLoaded = true
      for (const name of names) delete namespace[name]
      load()
    }
    for (const name of names) {
      Object.defineProperty(namespace, name, {
        get: () => (define(), namespace[name]),
        set: value => {
          define()
          namespace[name] = value
        },
        configurable: true,
      })
    }
    pending.push({ names, define })
  }

  // Before a module runs, so that no request has to wait for it.
  host.need = text => {
    for (const { names, define } of pending) {
      for (const name of names) if (text.includes(name)) define()
    }
  }

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
  host.publish(algo, { hash })
  host.publish(globals, { algo })
})
