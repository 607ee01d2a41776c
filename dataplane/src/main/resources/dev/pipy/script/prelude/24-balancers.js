// The load balancers: around a policy that picks, sticky keys and loans to connections.
//
// The host may offer `inbound()`, the connection of the current context, and `onEnd(object, fn)`,
// which is true if `fn` will be called once at the end of that connection.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host
  const { RoundRobin, LeastWork, Hashing, isDown } = host.balancing
  const { Cache } = globals.algo

  const STICKY_KEYS = 16_384

  const weightOf = value => {
    const weight = Math.trunc(Number(value))
    return weight > 0 && weight < Infinity ? weight : 0
  }

  // [target, weight] of an array or an object, duplicates collapsed
  const weighted = targets => {
    const given = expect.optional(expect.object, targets, 1) ?? []
    return Array.isArray(given)
      ? [...new Set(given.map(String))].map(target => [target, 1])
      : Object.keys(given).map(target => [target, weightOf(given[target])])
  }

  const listed = targets => {
    const given = expect.optional(expect.object, targets, 1) ?? []
    return Array.isArray(given) ? given.map(String) : Object.keys(given)
  }

  class LoadBalancer {
    #policy
    #unhealthy
    // key to target, least recent first
    #sticky = new Map()
    // borrower to { resource }
    #loans = new WeakMap()
    // target to resources that were given back
    #idle = new Map()
    // for borrowers whose end the host cannot tell
    #collected = new FinalizationRegistry(loan => this.#giveBack(loan))

    constructor(policy, unhealthy) {
      this.#policy = policy
      this.#unhealthy = expect.optional(expect.instance, unhealthy, 2, Cache)
    }

    select(key, unhealthy) {
      const down = unhealthy ? expect.instance(unhealthy, 2, Cache) : this.#unhealthy
      const policy = this.#policy
      return policy.keyed || key === undefined || key === null
        ? policy.pick(down, key)
        : this.#selectSticky(key, down)
    }

    deselect(target) {
      this.#policy.release(target)
    }

    next(borrower, key, unhealthy) {
      const down = unhealthy ? expect.instance(unhealthy, 3, Cache) : this.#unhealthy
      const owner = expect.optional(expect.object, borrower, 1) ?? host.inbound?.()
      if (owner === undefined || owner === null) {
        const target = this.select(key, down)
        return target === undefined ? null : { id: target }
      }
      let loan = this.#loans.get(owner)
      if (loan !== undefined && loan.resource !== null) {
        if (!isDown(down, loan.resource.id)) return loan.resource
        this.#giveBack(loan)
      }
      const target = this.select(key, down)
      if (target === undefined) return null
      if (loan === undefined) loan = this.#lend(owner)
      loan.resource = this.#idle.get(target)?.pop() ?? { id: target }
      return loan.resource
    }

    borrow(borrower, key, unhealthy) {
      return this.next(borrower, key, unhealthy)
    }

    #selectSticky(key, down) {
      const policy = this.#policy
      let target = this.#sticky.get(key)
      this.#sticky.delete(key)
      if (target !== undefined && policy.has(target) && !isDown(down, target)) policy.take(target)
      else target = policy.pick(down)
      if (target === undefined) return undefined
      this.#sticky.set(key, target)
      if (this.#sticky.size > STICKY_KEYS) {
        this.#sticky.delete(this.#sticky.keys().next().value)
      }
      return target
    }

    #lend(owner) {
      const loan = { resource: null }
      this.#loans.set(owner, loan)
      const end = () => {
        this.#loans.delete(owner)
        this.#giveBack(loan)
      }
      if (host.onEnd?.(owner, end) !== true) this.#collected.register(owner, loan)
      return loan
    }

    #giveBack(loan) {
      const resource = loan.resource
      if (resource === null) return
      loan.resource = null
      const target = resource.id
      this.deselect(target)
      if (!this.#policy.has(target)) {
        this.#idle.delete(target)
        return
      }
      const idle = this.#idle.get(target)
      if (idle === undefined) this.#idle.set(target, [resource])
      else idle.push(resource)
    }
  }

  class WeightedBalancer extends LoadBalancer {
    #policy

    constructor(policy, targets, unhealthy) {
      policy.replace(weighted(targets))
      super(policy, unhealthy)
      this.#policy = policy
    }

    set(target, weight) {
      expect.count(arguments.length, 1)
      if (expect.isObject(target)) {
        this.#policy.replace(weighted(target))
        return
      }
      expect.count(arguments.length, 2)
      this.#policy.set(expect.string(target, 1), weightOf(expect.number(weight, 2)))
    }
  }

  class RoundRobinLoadBalancer extends WeightedBalancer {
    constructor(targets, unhealthy) {
      super(new RoundRobin(), targets, unhealthy)
    }
  }

  class LeastWorkLoadBalancer extends WeightedBalancer {
    constructor(targets, unhealthy) {
      super(new LeastWork(), targets, unhealthy)
    }
  }

  class HashingLoadBalancer extends LoadBalancer {
    #policy

    constructor(targets, unhealthy) {
      const policy = new Hashing()
      policy.replace(listed(targets))
      super(policy, unhealthy)
      this.#policy = policy
    }

    select(key, unhealthy) {
      expect.count(arguments.length, 1)
      return super.select(key, unhealthy)
    }

    add(target) {
      expect.count(arguments.length, 1)
      this.#policy.add(expect.string(target, 1))
    }

    set(targets) {
      expect.count(arguments.length, 1)
      this.#policy.replace(listed(expect.object(targets, 1)))
    }
  }

  publish(globals.algo, { RoundRobinLoadBalancer, LeastWorkLoadBalancer, HashingLoadBalancer })
})
