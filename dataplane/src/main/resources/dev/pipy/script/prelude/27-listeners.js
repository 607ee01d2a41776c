// ListenerArray: ports that come and go while the program runs. What it is lives in Java, one for all
// workers; listen() gets it as it is.
(function (host, globals) {
  'use strict'

  const { expect, listeners } = host

  class ListenerArray {
    #java

    constructor(array, options) {
      this.#java = listeners.make(options)
      if (array !== undefined && array !== null) this.set(array)
    }

    static javaOf(value) {
      return #java in value ? value.#java : null
    }

    set(array) {
      if (!Array.isArray(array)) expect.fail(1, 'an array')
      listeners.set(this.#java, array)
    }

    add(port, options) {
      expect.count(arguments.length, 1)
      listeners.add(this.#java, port, options)
    }

    remove(port, options) {
      expect.count(arguments.length, 1)
      listeners.remove(this.#java, port, options)
    }
  }

  const { javaOf } = ListenerArray
  delete ListenerArray.javaOf

  host.unwraps(javaOf)

  host.publish(globals, { ListenerArray })
})
