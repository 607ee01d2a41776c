// URLSearchParams: names and values of a query. A plus sign is a plus sign, not a space.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  // Byte by byte where the built-in function refuses. A `%` without two characters after it ends
  // the text; one without two hexadecimal digits is kept.
  const decodeLeniently = text => {
    let decoded = ''
    let at = 0
    while (at < text.length) {
      const run = /^(?:%[0-9a-f]{2})+/i.exec(text.substring(at))
      if (run !== null) {
        decoded += decodeBytes(run[0])
        at += run[0].length
      } else if (text[at] === '%' && at + 2 >= text.length) {
        break
      } else {
        decoded += text[at++]
      }
    }
    return decoded
  }

  // what is no UTF-8 becomes U+FFFD, byte by byte
  const decodeBytes = escapes => {
    let decoded = ''
    let at = 0
    while (at < escapes.length) {
      let length = 12
      let part
      for (; length > 0; length -= 3) {
        part = decodeOrUndefined(escapes.substring(at, at + length))
        if (part !== undefined) break
      }
      decoded += part ?? '\ufffd'
      at += length || 3
    }
    return decoded
  }

  const decodeOrUndefined = escapes => {
    try {
      return decodeURIComponent(escapes)
    } catch (expected) {
      return undefined
    }
  }

  const decode = text => {
    if (!text.includes('%')) return text
    return decodeOrUndefined(text) ?? decodeLeniently(text)
  }

  const reserved = /[!'()*]/g
  const escape = character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  const encode = text => encodeURIComponent(text.toWellFormed()).replace(reserved, escape)

  class URLSearchParams {
    // name to a list of at least one value
    #values = new Map()

    constructor(query) {
      expect.count(arguments.length, 1)
      if (typeof query === 'string') this.#parse(query.startsWith('?') ? query.substring(1) : query)
      else if (typeof query !== 'object' || query === null) expect.fail(1, 'a string or an object')
      else if (#values in query) for (const [name, list] of query.#values) this.set(name, list)
      else for (const [name, value] of Object.entries(query)) this.set(name, value)
    }

    #parse(query) {
      for (const pair of query.split('&')) {
        if (pair === '') continue
        const equals = pair.indexOf('=')
        const name = decode(equals < 0 ? pair : pair.substring(0, equals))
        const value = equals < 0 ? '' : decode(pair.substring(equals + 1))
        const list = this.#values.get(name)
        if (list === undefined) this.#values.set(name, [value])
        else list.push(value)
      }
    }

    get(name) {
      expect.count(arguments.length, 1)
      return this.#values.get(expect.string(name, 1))?.[0] ?? null
    }

    getAll(name) {
      expect.count(arguments.length, 1)
      return [...(this.#values.get(expect.string(name, 1)) ?? [])]
    }

    set(name, value) {
      expect.count(arguments.length, 2)
      expect.string(name, 1)
      const given = Array.isArray(value) ? value : [value]
      const list = given.filter(item => item !== undefined && item !== null).map(String)
      if (list.length > 0) this.#values.set(name, list)
      else this.#values.delete(name)
    }

    toObject() {
      const entries = [...this.#values]
      return Object.fromEntries(
        entries.map(([name, list]) => [name, list.length > 1 ? [...list] : list[0]])
      )
    }

    toString() {
      const pairs = []
      for (const [name, list] of this.#values) {
        for (const value of list) pairs.push(`${encode(name)}=${encode(value)}`)
      }
      return pairs.join('&')
    }
  }

  publish(globals, { URLSearchParams })
})
