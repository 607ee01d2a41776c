// http.Match: patterns for paths, compiled to functions.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  const bad = (pattern, why) => {
    throw new TypeError(`invalid path pattern: ${pattern} (${why})`)
  }

  // a matcher of one segment: captures into `found`, says whether it fits
  const segmentOf = (text, pattern) => {
    if (text === '') bad(pattern, 'an empty segment')
    if (text === '*') return () => true
    const capture = /^\{(\w+)\}$/.exec(text)
    if (capture !== null) {
      const name = capture[1]
      return (segment, found) => {
        found[name] = segment
        return segment !== ''
      }
    }
    if (/[*{}]/.test(text)) bad(pattern, `half a wildcard in "${text}"`)
    const literal = text.toLowerCase()
    return segment => segment.toLowerCase() === literal
  }

  const pathOf = path => {
    const clean = path.replace(/[?#].*$/s, '')
    return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
  }

  // a class whose instances are functions
  const Match = function Match(pattern) {
    if (new.target === undefined) throw new TypeError('Class constructor Match cannot be invoked without "new"')
    expect.count(arguments.length, 1)
    expect.string(pattern, 1)
    if (!pattern.startsWith('/')) bad(pattern, 'expected: / at its start')
    const texts = pattern === '/' ? [] : pattern.slice(1).split('/')
    const takesRest = texts.at(-1) === '*'
    if (takesRest) texts.pop()
    const segments = texts.map(text => segmentOf(text, pattern))

    const match = target => {
      const path = typeof target === 'string' ? target : target?.path
      if (typeof path !== 'string' || !path.startsWith('/')) return null
      const parts = pathOf(path) === '/' ? [] : pathOf(path).slice(1).split('/')
      if (takesRest ? parts.length <= segments.length : parts.length !== segments.length) return null
      const found = {}
      for (let i = 0; i < segments.length; i++) {
        if (!segments[i](parts[i], found)) return null
      }
      if (takesRest) found['*'] = parts.slice(segments.length).join('/')
      return found
    }
    return Object.setPrototypeOf(match, Match.prototype)
  }
  Object.setPrototypeOf(Match.prototype, Function.prototype)

  publish(globals.http, { Match })
})
