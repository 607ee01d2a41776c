// What all prelude files use: installing members, and argument checks with the error texts of the
// reference. Each check returns the value it was given.
(function (host, globals) {
  'use strict'

  // Members as a standard library has them: writable, not enumerable. By index, because the compiler
  // would take a loop over an iterator for work that is worth compiling at each start.
  host.install = (target, members) => {
    const names = Object.keys(members)
    for (let i = 0; i < names.length; i++) {
      Object.defineProperty(target, names[i], {
        value: members[names[i]],
        writable: true,
        configurable: true,
      })
    }
  }

  const fail = (position, expectation) => {
    throw new TypeError(`argument #${position} expects ${expectation}`)
  }

  host.check = {
    fail,

    required(given, needed) {
      if (given < needed) throw new TypeError(`requires ${needed} or more arguments`)
    },

    string(value, position) {
      return typeof value === 'string' ? value : fail(position, 'a string')
    },

    number(value, position) {
      return typeof value === 'number' ? value : fail(position, 'a number')
    },

    // truncated towards zero
    int(value, position) {
      return typeof value === 'number' ? Math.trunc(value) : fail(position, 'a number')
    },

    boolean(value, position) {
      return typeof value === 'boolean' ? value : fail(position, 'a boolean')
    },

    func(value, position) {
      return typeof value === 'function' ? value : fail(position, 'a function')
    },

    // null means "none" and passes
    object(value, position) {
      return typeof value === 'object' || typeof value === 'function'
        ? value
        : fail(position, 'an object')
    },

    instance(value, position, type) {
      return value instanceof type ? value : fail(position, `an instance of ${type.name}`)
    },

    // an optional argument: undefined and null count as absent
    optional(check, value, position, fallback) {
      return value === undefined || value === null ? fallback : check(value, position)
    },
  }
})
