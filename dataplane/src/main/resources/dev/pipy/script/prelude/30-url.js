// URL and URLSearchParams. Text is split as RFC 3986 says and never refused.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  const defaultPorts = {
    'ftp:': '21',
    'gopher:': '70',
    'http:': '80',
    'ws:': '80',
    'https:': '443',
    'wss:': '443',
  }

  // what is before and from the first `mark`
  const cut = (text, mark) => {
    const at = text.indexOf(mark)
    return at < 0 ? [text, ''] : [text.substring(0, at), text.substring(at)]
  }

  // protocol and authority are undefined if the text has none
  const split = url => {
    const [beforeHash, hash] = cut(url, '#')
    const [beforeQuery, search] = cut(beforeHash, '?')
    const parts = /^(?:([a-z][a-z0-9+.-]*:)?\/\/([^/]*))?([^]*)$/i.exec(beforeQuery)
    return { protocol: parts[1], authority: parts[2], pathname: parts[3], search, hash }
  }

  // RFC 3986, 5.2.4
  const withoutDots = path => {
    if (!path.includes('/.')) return path
    const kept = []
    const segments = path.split('/')
    segments.forEach((segment, i) => {
      if (segment === '..' && kept.length > 1) kept.pop()
      if (segment !== '.' && segment !== '..') kept.push(segment)
      else if (i === segments.length - 1) kept.push('')
    })
    return kept.join('/')
  }

  // RFC 3986, 5.2.2
  const resolve = (parts, base) => {
    const { protocol, authority, pathname, search } = split(base)
    parts.protocol ??= protocol
    if (parts.authority !== undefined) return
    parts.authority = authority
    if (parts.pathname === '') {
      parts.pathname = pathname
      parts.search ||= search
    } else if (!parts.pathname.startsWith('/')) {
      const folder = pathname.substring(0, pathname.lastIndexOf('/') + 1)
      parts.pathname = (folder || '/') + parts.pathname
    }
  }

  const decodable = fn => text => {
    try {
      return fn(expect.string(text, 1))
    } catch (error) {
      throw error instanceof URIError ? new Error('malformed URL') : error
    }
  }

  class URL {
    #protocol
    #auth
    #host
    #pathname
    #search
    #hash
    #searchParams

    constructor(url, base) {
      expect.count(arguments.length, 1)
      const parts = split(expect.string(url, 1))
      if (expect.optional(expect.string, base, 2) !== undefined) resolve(parts, base)
      const authority = parts.authority ?? ''
      const at = authority.lastIndexOf('@')
      this.#protocol = parts.protocol ?? 'http:'
      this.#auth = at < 0 ? '' : authority.substring(0, at)
      this.#host = authority.substring(at + 1)
      this.#pathname = parts.pathname.startsWith('/')
        ? withoutDots(parts.pathname)
        : parts.pathname || '/'
      this.#search = parts.search
      this.#hash = parts.hash
    }

    static encode = decodable(encodeURI)
    static decode = decodable(decodeURI)
    static encodeComponent = decodable(encodeURIComponent)
    static decodeComponent = decodable(decodeURIComponent)

    get protocol() {
      return this.#protocol
    }

    get auth() {
      return this.#auth
    }

    get username() {
      return cut(this.#auth, ':')[0]
    }

    get password() {
      return cut(this.#auth, ':')[1].substring(1)
    }

    get host() {
      return this.#host
    }

    get hostname() {
      return this.#host.substring(0, this.#host.length - this.#portSuffix().length)
    }

    get port() {
      return this.#portSuffix().substring(1) || (defaultPorts[this.#protocol.toLowerCase()] ?? '')
    }

    get origin() {
      return `${this.#protocol}//${this.#host}`
    }

    get path() {
      return this.#pathname + this.#search
    }

    get pathname() {
      return this.#pathname
    }

    get search() {
      return this.#search
    }

    get query() {
      return this.#search.substring(1)
    }

    get hash() {
      return this.#hash
    }

    get href() {
      const auth = this.#auth === '' ? '' : `${this.#auth}@`
      return `${this.#protocol}//${auth}${this.#host}${this.path}${this.#hash}`
    }

    get searchParams() {
      return (this.#searchParams ??= new globals.URLSearchParams(this.#search))
    }

    toString() {
      return this.href
    }

    // the colons of an IPv6 address are inside its brackets
    #portSuffix() {
      const colon = this.#host.lastIndexOf(':')
      return colon < 0 || this.#host.endsWith(']') ? '' : this.#host.substring(colon)
    }
  }

  publish(globals, { URL })
})
