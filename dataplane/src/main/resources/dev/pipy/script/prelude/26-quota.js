// algo.Quota: units that streams of all workers take, for the throttling filters and for scripts.
// The counter itself lives in Java; filters get it as it is.
(function (host, globals) {
  'use strict'

  const { expect, quotas } = host

  // set while Java's quota gets its shape for scripts
  let made = null

  const amount = (value, position) => {
    const number = expect.number(value, position)
    return number >= 0 ? number : expect.fail(position, 'a number from 0 on')
  }

  const option = (options, name, isValid, expectation) => {
    const value = options[name]
    if (value === undefined || value === null) return null
    if (!isValid(value)) throw new TypeError(`options.${name} expects ${expectation}`)
    return value
  }

  const isAmount = value => typeof value === 'number' && value >= 0
  const isTime = value => typeof value === 'number' || typeof value === 'string'
  const isKey = value => typeof value === 'string' && value !== ''

  const make = (initial, options) => {
    const quota = quotas.make(
      initial,
      option(options, 'max', isAmount, 'a number from 0 on') ?? Infinity,
      option(options, 'produce', isAmount, 'a number from 0 on'),
      option(options, 'per', isTime, "seconds or a time such as '10s' or '1m'"),
      option(options, 'key', isKey, 'a string that is not empty')
    )
    if (typeof quota === 'string') throw new TypeError(quota)
    return quota
  }

  class Quota {
    #java

    constructor(initial, options) {
      if (made !== null) {
        this.#java = made
        made = null
      } else {
        this.#java = make(
          expect.optional(amount, initial, 1) ?? 0,
          expect.optional(expect.object, options, 2) ?? {}
        )
      }
    }

    get initial() {
      return quotas.initial(this.#java)
    }

    get current() {
      return quotas.current(this.#java)
    }

    consume(count) {
      return quotas.consume(this.#java, amount(count, 1))
    }

    produce(count) {
      quotas.produce(this.#java, amount(count, 1))
    }

    reset() {
      quotas.reset(this.#java)
    }

    static javaOf(value) {
      return #java in value ? value.#java : null
    }
  }

  const { javaOf } = Quota
  delete Quota.javaOf

  host.unwraps(javaOf)

  host.quotaOf = java => {
    made = java
    return new Quota()
  }

  host.publish(globals.algo, { Quota })
})
