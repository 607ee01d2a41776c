// What the tables run in: a clock to turn, ends of connections to cause, and a stand-in for Data.
;(() => {
  'use strict'

  const globals = globalThis
  const ends = new Map()
  let millis = 0

  const host = {
    clock: () => millis,
    inbound: () => globals.__inbound,
    onEnd: (object, fn) => {
      if (object.isConnection !== true) return false
      ends.set(object, fn)
      return true
    },
  }

  globals.__inbound = undefined
  globals.connection = () => ({ isConnection: true })
  globals.connect = () => (globals.__inbound = globals.connection())
  globals.disconnect = object => ends.get(object)()
  globals.watched = () => ends.size
  globals.tick = ms => {
    millis += ms
  }

  // holds text; a lone surrogate stands for bytes that are not UTF-8
  globals.Data = class Data {
    #text

    constructor(text) {
      this.#text = text
    }

    toString() {
      return this.#text.isWellFormed() ? this.#text : undefined
    }
  }

  // one text per value, whatever its depth, so that equal means alike
  const show = value => {
    if (typeof value === 'string') return `'${value}'`
    if (Object.is(value, -0)) return '-0'
    if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
    if (typeof value === 'object' && value !== null) {
      if (value instanceof globals.Data) return `Data ${value}`
      const members = Object.entries(value).map(([name, member]) => `${name}: ${show(member)}`)
      return `{ ${members.join(', ')} }`
    }
    return String(value)
  }

  const outcome = thunk => {
    try {
      return show(thunk())
    } catch (error) {
      return String(error)
    }
  }

  return {
    load: file => file(host, globals),

    run: table => {
      const results = []
      table((thunk, wanted) => {
        const expression = String(thunk).replace(/^\(\) => \(([^]*)\)$/, '$1')
        const expected = typeof wanted === 'string' ? wanted : show(wanted())
        results.push({ expression, expected, actual: outcome(thunk) })
      })
      return results
    },
  }
})()
