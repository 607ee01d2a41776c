// algo.Cache: values by key, with an optional limit of entries and an optional time to live.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  // milliseconds; the host may offer a clock that never jumps
  const now = host.clock ?? Date.now

  // expired entries dropped per insertion, so that a cache without a limit shrinks as well
  const SWEEP = 2

  const unitMillis = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

  const ttlMillis = ttl => {
    if (ttl === undefined || ttl === null) return 0
    if (typeof ttl === 'number' && ttl >= 0) return ttl * 1000
    const parts = typeof ttl === 'string' && /^(\d+(?:\.\d+)?) *(ms|[smhd])?$/i.exec(ttl)
    if (!parts) throw new TypeError(`options.ttl expects seconds or a time such as '30s' or '5m'`)
    return parts[1] * unitMillis[(parts[2] ?? 's').toLowerCase()]
  }

  const sizeLimit = size => {
    if (size === undefined || size === null) return 0
    if (typeof size !== 'number') throw new TypeError('options.size expects a number')
    return Math.trunc(size)
  }

  class Cache {
    // in order of use, least recent first; entries are { value, expires }
    #entries = new Map()
    #limit = 0
    #ttl = 0
    #allocate
    #free
    // whether anybody can tell the order of use
    #ordered

    constructor(first, second, third) {
      if (typeof first === 'number') {
        this.#limit = Math.trunc(first)
        this.#allocate = expect.optional(expect.func, second, 2)
        this.#free = expect.optional(expect.func, third, 3)
      } else if (typeof first === 'object' && first !== null) {
        this.#configure(first)
      } else {
        this.#allocate = expect.optional(expect.func, first, 1)
        this.#free = expect.optional(expect.func, second, 2)
        this.#configure(expect.optional(expect.object, third, 3) ?? {})
      }
      this.#ordered = this.#limit > 0 || this.#free !== undefined
    }

    #configure(options) {
      this.#limit = sizeLimit(options.size)
      this.#ttl = ttlMillis(options.ttl)
    }

    get(key) {
      if (key === undefined) expect.count(arguments.length, 1)
      const entry = this.#live(key)
      if (entry !== undefined) {
        if (this.#ordered) this.#touch(key, entry)
        return entry.value
      }
      if (this.#allocate === undefined) return undefined
      const allocate = this.#allocate
      const value = allocate(key)
      this.#put(key, value)
      return value
    }

    find(key) {
      if (key === undefined) expect.count(arguments.length, 1)
      // balancers ask for every target, and nearly all are healthy
      if (!this.#entries.has(key)) return undefined
      const entry = this.#live(key)
      if (entry === undefined) return undefined
      if (this.#ordered) this.#touch(key, entry)
      return entry.value
    }

    has(key) {
      if (key === undefined) expect.count(arguments.length, 1)
      return this.#live(key) !== undefined
    }

    set(key, value) {
      if (value === undefined) expect.count(arguments.length, 2)
      this.#put(key, value)
    }

    remove(key) {
      if (key === undefined) expect.count(arguments.length, 1)
      const entry = this.#live(key)
      if (entry === undefined) return false
      this.#drop(key, entry)
      return true
    }

    clear() {
      // counted, because a callback may put new entries in
      for (let left = this.#entries.size; left > 0; left--) {
        const [key, entry] = this.#entries.entries().next().value
        this.#drop(key, entry)
      }
    }

    // the entry of a key, unless its time is over
    #live(key) {
      const entry = this.#entries.get(key)
      if (entry === undefined || this.#ttl === 0 || entry.expires > now()) return entry
      this.#drop(key, entry)
      return undefined
    }

    #touch(key, entry) {
      this.#entries.delete(key)
      this.#entries.set(key, entry)
    }

    #put(key, value) {
      const expires = this.#ttl === 0 ? 0 : now() + this.#ttl
      const entry = this.#entries.get(key)
      if (entry === undefined) {
        this.#entries.set(key, { value, expires })
        this.#shrink()
        return
      }
      const old = entry.value
      entry.value = value
      entry.expires = expires
      if (old !== value) this.#freed(key, old)
    }

    #shrink() {
      if (this.#ttl > 0) {
        for (let i = 0; i < SWEEP && this.#entries.size > 0; i++) {
          const [key, entry] = this.#entries.entries().next().value
          if (entry.expires > now()) break
          this.#drop(key, entry)
        }
      }
      while (this.#limit > 0 && this.#entries.size > this.#limit) {
        const [key, entry] = this.#entries.entries().next().value
        this.#drop(key, entry)
      }
    }

    // removed before the callback runs, so that a callback that throws is not called again
    #drop(key, entry) {
      this.#entries.delete(key)
      this.#freed(key, entry.value)
    }

    #freed(key, value) {
      const free = this.#free
      if (free !== undefined) free(key, value)
    }
  }

  publish(globals.algo, { Cache })
})
