// algo.SharedMap, algo.uuid, Timeout and invoke.
(function (host, globals) {
  'use strict'

  const { expect, publish, shared, timers } = host

  class SharedMap {
    #map

    constructor(name) {
      expect.count(arguments.length, 1)
      this.#map = shared.named(expect.string(name, 1))
    }

    get size() {
      return shared.size(this.#map)
    }

    get(key) {
      const name = expect.string(key, 1)
      const value = shared.get(this.#map, name)
      return value === null && !shared.has(this.#map, name) ? undefined : value
    }

    has(key) {
      return shared.has(this.#map, expect.string(key, 1))
    }

    set(key, value) {
      expect.count(arguments.length, 2)
      shared.set(this.#map, expect.string(key, 1), value)
    }

    delete(key) {
      return shared.delete(this.#map, expect.string(key, 1))
    }

    clear() {
      shared.clear(this.#map)
    }

    add(key, n) {
      return shared.add(this.#map, expect.string(key, 1), expect.number(n, 2))
    }

    sub(key, n) {
      return shared.add(this.#map, expect.string(key, 1), -expect.number(n, 2))
    }
  }

  const secondsArgument = seconds => {
    if (!(expect.number(seconds, 1) >= 0)) throw new TypeError(`seconds: ${seconds} (expected: 0 or more)`)
    return seconds
  }

  class Timeout {
    #seconds
    #timer
    #state
    // promises that wait, as pairs of resolve and reject
    #waiting = []

    constructor(seconds) {
      expect.count(arguments.length, 1)
      this.#seconds = secondsArgument(seconds)
      this.#start()
    }

    #start() {
      this.#state = 'running'
      this.#timer = timers.after(this.#seconds * 1000, () => this.#end('over'))
    }

    #end(state) {
      this.#state = state
      const waiting = this.#waiting
      this.#waiting = []
      for (const [resolve, reject] of waiting) {
        if (state === 'over') resolve(this)
        else reject(this)
      }
    }

    wait() {
      if (this.#state === 'over') return Promise.resolve(this)
      if (this.#state === 'cancelled') return Promise.reject(this)
      return new Promise((resolve, reject) => this.#waiting.push([resolve, reject]))
    }

    cancel() {
      if (this.#state !== 'running') return
      timers.cancel(this.#timer)
      this.#end('cancelled')
    }

    restart(seconds) {
      const given = expect.optional(secondsArgument, seconds, 1)
      timers.cancel(this.#timer)
      this.#seconds = given ?? this.#seconds
      this.#start()
    }
  }

  const invoke = (fn, handler) => {
    expect.func(fn, 1)
    try {
      return fn()
    } catch (error) {
      return typeof handler === 'function' ? handler(String(error?.message ?? error)) : handler
    }
  }

  publish(globals.algo, {
    SharedMap,
    uuid() {
      return shared.uuid()
    },
  })
  publish(globals, { Timeout, invoke })
})
