// algo.Percentile: which limit so many percent of the samples do not exceed.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  class Percentile {
    #limits
    #counts
    #total = 0

    constructor(buckets) {
      expect.count(arguments.length, 1)
      if (!Array.isArray(buckets)) expect.fail(1, 'an array')
      let last = 0
      for (const limit of buckets) {
        if (typeof limit !== 'number' || !(limit > last)) {
          throw new TypeError(`buckets are not in ascending order: ${limit} after ${last}`)
        }
        last = limit
      }
      this.#limits = Array.from(buckets)
      this.#counts = new Array(buckets.length).fill(0)
    }

    observe(sample) {
      expect.number(sample, 1)
      // the first limit that is not below the sample
      let low = 0
      let high = this.#limits.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (this.#limits[middle] >= sample) high = middle
        else low = middle + 1
      }
      if (low < this.#limits.length) {
        this.#counts[low]++
        this.#total++
      }
    }

    reset() {
      this.#counts.fill(0)
      this.#total = 0
    }

    calculate(percent) {
      const p = Math.trunc(expect.number(percent, 1))
      if (p <= 0) return 0
      const wanted = Math.floor((this.#total * p) / 100)
      let count = 0
      for (let i = 0; i < this.#limits.length; i++) {
        count += this.#counts[i]
        if (count >= wanted) return this.#limits[i]
      }
      return Infinity
    }
  }

  publish(globals.algo, { Percentile })
})
