// console: one log record per call, values joined by a space.
(function (host, globals) {
  'use strict'

  const { isData, bytesOf, bytes, log } = host
  const DEEPEST = 5
  const MOST = 100

  const show = (value, depth, seen) => {
    switch (typeof value) {
      case 'string':
        return depth === 0 ? value : JSON.stringify(value)
      case 'function':
        return `[Function: ${value.name || 'anonymous'}]`
      case 'bigint':
        return `${value}n`
      case 'object':
        return value === null ? 'null' : showObject(value, depth, seen)
      default:
        return String(value)
    }
  }

  const showObject = (value, depth, seen) => {
    if (isData(value)) return bytes.describe(bytesOf(value))
    if (value instanceof Error) return value.stack ? String(value) : `${value.name}`
    if (value instanceof Date) return isNaN(value) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return String(value)
    if (seen.includes(value)) return '[Circular]'
    if (depth > DEEPEST) return Array.isArray(value) ? '[Array]' : '[Object]'
    const inner = [...seen, value]
    if (Array.isArray(value)) {
      return brackets('', '[', value.slice(0, MOST).map(v => show(v, depth + 1, inner)), value.length, ']')
    }
    if (value instanceof Map) {
      const entries = [...value].slice(0, MOST)
      const shown = entries.map(([k, v]) => `${show(k, depth + 1, inner)} => ${show(v, depth + 1, inner)}`)
      return brackets('Map ', '{', shown, value.size, '}')
    }
    if (value instanceof Set) {
      return brackets('Set ', '{', [...value].slice(0, MOST).map(v => show(v, depth + 1, inner)), value.size, '}')
    }
    const name = nameOf(value)
    const fields = fieldsOf(value, name)
    if (fields.length === 0) {
      const text = textOf(value)
      if (text !== null) return `${name}${text}`
    }
    const shown = fields.slice(0, MOST).map(([k, v]) => `${key(k)}: ${show(v, depth + 1, inner)}`)
    return brackets(name, '{', shown, fields.length, '}')
  }

  const nameOf = value => {
    const name = Object.getPrototypeOf(value)?.constructor?.name
    return name === undefined || name === 'Object' || name === '' ? '' : `${name} `
  }

  // addresses, URLs and the like keep what they are to themselves, and say it
  const textOf = value => {
    if (typeof value.toString !== 'function' || value.toString === Object.prototype.toString) return null
    try {
      return String(value)
    } catch {
      return null
    }
  }

  // what a protocol's message is as a value
  const payloadOf = value => (value.payload === undefined ? [] : [['payload', value.payload]])

  // events keep what they carry behind accessors
  const fieldsOf = (value, name) => {
    const own = Object.entries(value)
    if (value instanceof globals.Message) return [['head', value.head], ['body', value.body], ...payloadOf(value), ...own]
    if (name === 'MessageStart ') return [['head', value.head], ...own]
    if (name === 'MessageEnd ') return [['tail', value.tail], ...payloadOf(value), ...own]
    if (name === 'StreamEnd ') return [['error', value.error], ...own]
    return own
  }

  const key = name => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

  const brackets = (name, open, shown, total, close) => {
    if (total === 0) return `${name}${open}${close}`
    const more = total > shown.length ? `, ... ${total - shown.length} more` : ''
    const inside = shown.join(', ') + more
    return open === '[' ? `${name}[${inside}]` : `${name}{ ${inside} }`
  }

  host.show = value => show(value, 0, [])

  const writer = level => (...values) => log.write(level, values.map(host.show).join(' '))
  host.install(globals, {
    console: {
      log: writer('info'),
      info: writer('info'),
      debug: writer('debug'),
      warn: writer('warn'),
      error: writer('error'),
    },
  })
})
