// algo.LoadBalancer: targets of any kind in a queue by load, with resources that are lent.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host
  const ALGORITHMS = ['round-robin', 'least-load']

  // A target: its load grows with each pick, the slower the greater its weight.
  class Entry {
    load = null
    resources = []

    constructor(key) {
      this.key = key
    }
  }

  const functionOr = (value, name, fallback) => {
    if (value === undefined || value === null) return fallback
    if (typeof value !== 'function') throw new TypeError(`options.${name} expects a function`)
    return value
  }

  const capacityOf = value => {
    if (typeof value === 'function') return value
    const limit = value ?? 0
    if (typeof limit !== 'number' || !(limit >= 0)) {
      throw new TypeError('options.capacity expects a number from 0 on or a function')
    }
    return () => limit
  }

  class LoadBalancer {
    #entries = []
    #total = 0
    #isLeastLoad
    #key
    #weight
    #capacity

    constructor(targets, options) {
      expect.count(arguments.length, 1)
      const { algorithm, key, weight, capacity } = expect.optional(expect.object, options, 2) ?? {}
      if (algorithm !== undefined && !ALGORITHMS.includes(algorithm)) {
        throw new TypeError(`options.algorithm: ${algorithm} (expected: ${ALGORITHMS.join(' or ')})`)
      }
      this.#isLeastLoad = algorithm === 'least-load'
      this.#key = functionOr(key, 'key', target => target)
      this.#weight = functionOr(weight, 'weight', () => 1)
      this.#capacity = capacityOf(capacity)
      this.provision(targets)
    }

    // Replaces the targets; those whose key was there keep their load.
    provision(targets) {
      if (!Array.isArray(targets)) expect.fail(1, 'an array')
      const before = new Map(this.#entries.map(entry => [entry.key, entry]))
      const entries = new Map()
      for (const target of targets) {
        const key = this.#key(target)
        const weight = Number(this.#weight(target))
        if (!(weight > 0) || weight === Infinity) continue
        const entry = before.get(key) ?? new Entry(key)
        entry.target = target
        entry.weight = weight
        entry.capacity = Math.max(0, Math.trunc(Number(this.#capacity(target)) || 0))
        entries.set(key, entry)
      }
      const all = [...entries.values()]
      this.#total = all.reduce((sum, entry) => sum + entry.weight, 0)
      // who is new begins where the least loaded is, not with all the picks that others had
      const least = Math.min(...all.map(entry => entry.load ?? Infinity))
      for (const entry of all) entry.load ??= (least === Infinity ? 0 : least) + this.#total / entry.weight
      this.#entries = all.sort((a, b) => a.load - b.load)
    }

    // The targets of the next picks, in order.
    schedule(count, validator) {
      expect.count(arguments.length, 1)
      const most = Math.max(0, expect.int(count, 1))
      const isValid = expect.optional(expect.func, validator, 2)
      const picked = []
      while (picked.length < most) {
        const entry = this.#pick(isValid)
        if (entry === undefined) break
        picked.push(entry.target)
      }
      return picked
    }

    // Lends a resource of the next target, or of the one whose key is the tag; null if there is none.
    allocate(tag, validator) {
      const isValid = expect.optional(expect.func, validator, 2)
      const tagged = tag === undefined ? undefined : this.#entries.find(entry => entry.key === tag)
      const entry = tagged === undefined ? this.#pick(isValid) : this.#take(tagged)
      return entry === undefined ? null : this.#lend(entry)
    }

    #pick(isValid) {
      const entry = this.#entries.find(({ target }) => isValid === undefined || isValid(target))
      return entry && this.#take(entry)
    }

    #take(entry) {
      entry.load += this.#total / entry.weight
      this.#place(entry)
      return entry
    }

    // behind those of equal load
    #place(entry) {
      this.#entries.splice(this.#entries.indexOf(entry), 1)
      const at = this.#entries.findIndex(other => other.load > entry.load)
      this.#entries.splice(at < 0 ? this.#entries.length : at, 0, entry)
    }

    #lend(entry) {
      let resource
      if (entry.capacity > 0 && entry.resources.length >= entry.capacity) {
        resource = entry.resources.reduce((least, other) => (other.users < least.users ? other : least))
      } else {
        resource = { users: 0, lent: null }
        resource.lent = { target: entry.target, free: () => this.#free(entry, resource) }
        if (entry.capacity > 0) entry.resources.push(resource)
      }
      resource.users++
      return resource.lent
    }

    #free(entry, resource) {
      if (resource.users === 0) return
      resource.users--
      if (this.#isLeastLoad) {
        entry.load = Math.max(0, entry.load - this.#total / entry.weight)
        if (this.#entries.includes(entry)) this.#place(entry)
      }
    }
  }

  publish(globals.algo, { LoadBalancer })
})
