// algo.SharedMap and algo.uuid.
(function (host, globals) {
  'use strict'

  const { expect, publish, shared } = host

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

  publish(globals.algo, {
    SharedMap,
    uuid() {
      return shared.uuid()
    },
  })
})
