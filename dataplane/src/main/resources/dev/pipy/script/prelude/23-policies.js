// How the load balancers pick a target. Scripts see the classes of the next file, not these.
(function (host, globals) {
  'use strict'

  const { hash } = globals.algo

  const LONGEST_PLAN = 4_096
  const HASH_SLOTS = 16_384

  const isDown = (unhealthy, target) => unhealthy !== undefined && !!unhealthy.find(target)

  // Targets with weights, in the order they came. `load` is what a target has been given.
  class WeightedTargets {
    positions = new Map()
    targets = []
    weights = []
    load = []

    // position of the lowest load per weight, the first one on a tie; sums up what it considered
    lowest(unhealthy) {
      const { targets, weights, load } = this
      let best = -1
      let least = Infinity
      this.considered = 0
      for (let i = 0; i < targets.length; i++) {
        const weight = weights[i]
        if (weight === 0 || isDown(unhealthy, targets[i])) continue
        this.considered += weight
        const usage = load[i] / weight
        if (usage < least) {
          least = usage
          best = i
        }
      }
      return best
    }

    put(target, weight, load) {
      let position = this.positions.get(target)
      if (position === undefined) {
        position = this.targets.length
        this.positions.set(target, position)
        this.targets.push(target)
      }
      this.weights[position] = weight
      this.load[position] = load
    }

    loadOf(target) {
      return this.load[this.positions.get(target)] ?? 0
    }

    has(target) {
      return this.weights[this.positions.get(target)] > 0
    }
  }

  // All periods are alike while nothing changes, so the first one is recorded and then repeated.
  class RoundRobin {
    keyed = false
    #all = new WeightedTargets()
    #hits = 0
    #plan = []
    #recording = true
    // where the repeated plan goes on, or -1 while hits are counted
    #next = -1

    pick(unhealthy) {
      if (this.#next >= 0 && unhealthy === undefined) {
        const target = this.#all.targets[this.#plan[this.#next]]
        this.#next = this.#next + 1 === this.#plan.length ? 0 : this.#next + 1
        return target
      }
      if (unhealthy !== undefined) this.#count()
      const best = this.#all.lowest(unhealthy)
      if (best < 0) return undefined
      this.#all.load[best]++
      this.#hits++
      if (this.#recording) this.#record(best)
      if (this.#hits >= this.#all.considered) this.#endPeriod()
      return this.#all.targets[best]
    }

    #record(position) {
      this.#plan.push(position)
      if (this.#plan.length > LONGEST_PLAN) this.#forget()
    }

    #forget() {
      this.#recording = false
      this.#plan = []
    }

    #endPeriod() {
      this.#hits = 0
      this.#all.load.fill(0)
      if (this.#recording) this.#next = 0
      this.#recording = true
    }

    // back from repeating to counting, in the middle of the period
    #count() {
      for (let i = 0; i < this.#next; i++) {
        this.#all.load[this.#plan[i]]++
        this.#hits++
      }
      this.#next = -1
      this.#forget()
    }

    // a target that comes or changes within a period starts at the usage of the others
    set(target, weight) {
      this.#count()
      const { targets, weights } = this.#all
      let others = 0
      for (let i = 0; i < targets.length; i++) if (targets[i] !== target) others += weights[i]
      this.#all.put(target, weight, others > 0 ? (this.#hits * weight) / others : 0)
    }

    replace(entries) {
      this.#all = new WeightedTargets()
      for (const [target, weight] of entries) this.#all.put(target, weight, 0)
      this.#hits = 0
      this.#next = -1
      this.#plan = []
      this.#recording = true
    }

    has(target) {
      return this.#all.has(target)
    }

    take() {}

    release() {}
  }

  class LeastWork {
    keyed = false
    #all = new WeightedTargets()

    pick(unhealthy) {
      const best = this.#all.lowest(unhealthy)
      if (best < 0) return undefined
      this.#all.load[best]++
      return this.#all.targets[best]
    }

    set(target, weight) {
      this.#all.put(target, weight, this.#all.loadOf(target))
    }

    replace(entries) {
      const old = this.#all
      this.#all = new WeightedTargets()
      for (const [target, weight] of entries) this.#all.put(target, weight, old.loadOf(target))
    }

    has(target) {
      return this.#all.has(target)
    }

    take(target) {
      this.#all.load[this.#all.positions.get(target)]++
    }

    release(target) {
      const position = this.#all.positions.get(target)
      if (position !== undefined && this.#all.load[position] > 0) this.#all.load[position]--
    }
  }

  const scramble = seed => {
    let bits = Math.imul(seed ^ (seed >>> 16), 0x7feb352d)
    bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b)
    return (bits ^ (bits >>> 16)) >>> 0
  }

  // Rendezvous hashing: each slot ranks all targets, so that a target that comes or goes moves only
  // its own share of the keys. The first of a slot is remembered.
  class Hashing {
    keyed = true
    #targets = []
    #seeds = []
    #appearances = new Map()
    // per slot the position of its first target plus one, or 0 while unknown
    #firsts = new Int32Array(HASH_SLOTS)

    pick(unhealthy, key) {
      const slot = hash(key) % HASH_SLOTS
      let first = this.#firsts[slot] - 1
      if (first < 0) {
        first = this.#highest(slot, undefined)
        if (first < 0) return undefined
        this.#firsts[slot] = first + 1
      }
      if (isDown(unhealthy, this.#targets[first])) first = this.#highest(slot, unhealthy)
      return this.#targets[first]
    }

    #highest(slot, unhealthy) {
      let best = -1
      let most = -1
      for (let i = 0; i < this.#targets.length; i++) {
        const rank = scramble(this.#seeds[i] ^ slot)
        if (rank <= most || isDown(unhealthy, this.#targets[i])) continue
        most = rank
        best = i
      }
      return best
    }

    // the nth appearance of a target has a share of its own
    add(target) {
      const nth = this.#appearances.get(target) ?? 0
      this.#appearances.set(target, nth + 1)
      this.#targets.push(target)
      this.#seeds.push(hash(`${target} ${nth}`) | 0)
      this.#firsts.fill(0)
    }

    replace(targets) {
      this.#targets = []
      this.#seeds = []
      this.#appearances.clear()
      this.#firsts.fill(0)
      for (const target of targets) this.add(target)
    }

    has(target) {
      return this.#appearances.has(target)
    }

    take() {}

    release() {}
  }

  host.balancing = { RoundRobin, LeastWork, Hashing, isDown }
})
