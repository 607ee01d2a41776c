// The argument checks and the publishing that other files share, and files that run on demand.
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
    const names = Object.keys(members)
    for (let i = 0; i < names.length; i++) {
      const name = names[i]
      const value = members[name]
      Object.defineProperty(namespace, name, { value, writable: true, configurable: true })
      if (typeof value === 'function' && value.prototype !== undefined) {
        Object.defineProperty(value.prototype, Symbol.toStringTag, { value: name, configurable: true })
      }
    }
  }

  const pending = []

  // Members that a file defines, which runs when one of them is asked for. Names are separated by
  // spaces.
  host.later = (namespace, names, load) => {
    const all = names.split(' ')
    let isLoaded = false
    const define = () => {
      if (isLoaded) return
      isLoaded = true
      for (let i = 0; i < all.length; i++) delete namespace[all[i]]
      load()
    }
    for (let i = 0; i < all.length; i++) {
      const name = all[i]
      Object.defineProperty(namespace, name, {
        get: () => (define(), namespace[name]),
        set: value => {
          define()
          namespace[name] = value
        },
        configurable: true,
      })
    }
    pending.push({ all, define })
  }

  // Runs the files for names that a module mentions, before it runs, so that no request has to wait
  // for them. What one file defines may add to what is pending.
  host.need = names => {
    const mentioned = names.split(' ')
    for (let i = 0; i < pending.length; i++) {
      const { all, define } = pending[i]
      if (all.some(name => mentioned.includes(name))) define()
    }
  }
})
