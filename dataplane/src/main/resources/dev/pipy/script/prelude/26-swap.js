// Swap: where streams meet. What it is lives in Java; the filter gets it as it is.
(function (host, globals) {
  'use strict'

  const { builders } = host

  class Swap {
    #java = builders.newRendezvous()

    static javaOf(value) {
      return #java in value ? value.#java : null
    }
  }

  const { javaOf } = Swap
  delete Swap.javaOf

  host.unwraps(javaOf)

  host.publish(globals, { Swap })
})
