// Timeout and invoke.
(function (host, globals) {
  'use strict'

  const { expect, publish, timers } = host

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

  publish(globals, { Timeout, invoke })
})
