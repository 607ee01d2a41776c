// JSON: the built-in reader and writer with the manners that scripts know, and variants for Data.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host
  const { parse: read, stringify: write } = globals.JSON

  const parseText = (text, reviver) => {
    let value
    try {
      value = read(text)
    } catch (expected) {
      return undefined
    }
    // the second reading cannot fail: what the reviver throws is the caller's
    return reviver === undefined ? value : read(text, reviver)
  }

  const parse = function (text, reviver) {
    expect.count(arguments.length, 1)
    return parseText(expect.string(text, 1), expect.optional(expect.func, reviver, 2))
  }

  const decode = function (data, reviver) {
    expect.count(arguments.length, 1)
    const revive = expect.optional(expect.func, reviver, 2)
    if (data === null) return undefined
    const text = expect.instance(data, 1, globals.Data).toString()
    return text === undefined ? undefined : parseText(text, revive)
  }

  // stands before the digits of a BigInt until all is written; where a text has it by chance or by intent,
  // its digits become a number, no more
  const mark = `${Math.random()}${Math.random()}:`
  const marked = new RegExp(`"${mark.replaceAll('.', '\\.')}(-?\\d+)"`, 'g')

  // An object inside itself becomes null, and a BigInt its digits, since decoders make one of each number
  // that others would lose. The root comes first, in a holder of the writer's.
  const careful = (replacer, found) => {
    const open = []
    let started = false
    return function (name, value) {
      while (open.length > 0 && open.at(-1) !== this) open.pop()
      let shown = value
      if (replacer !== undefined) {
        shown = started
          ? replacer(Array.isArray(this) ? Number(name) : name, value, this)
          : replacer(undefined, value, null)
      }
      started = true
      if (typeof shown === 'bigint') {
        found.bigInt = true
        return mark + shown
      }
      if (typeof shown !== 'object' || shown === null) return shown
      if (open.includes(shown)) return null
      open.push(shown)
      return shown
    }
  }

  const writeCarefully = (value, replace, indent) => {
    const found = { bigInt: false }
    const text = write(value, careful(replace, found), indent)
    return found.bigInt ? text.replace(marked, '$1') : text
  }

  const stringify = (value, replacer, space) => {
    const replace = expect.optional(expect.func, replacer, 2)
    const indent = expect.optional(expect.number, space, 3) ?? 0
    if (typeof value === 'function') return '{}'
    if (replace !== undefined) return writeCarefully(value, replace, indent)
    try {
      return write(value, undefined, indent)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      // most likely a cycle or a BigInt; anything else is thrown again
      return writeCarefully(value, undefined, indent)
    }
  }

  const encode = (value, replacer, space) => {
    const text = stringify(value, replacer, space)
    return text === undefined ? undefined : new globals.Data(text)
  }

  publish(globals.JSON, { parse, decode, stringify, encode })
})
