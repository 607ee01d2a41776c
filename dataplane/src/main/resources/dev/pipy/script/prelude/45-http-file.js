// http.File: files of the codebase as answers.
(function (host, globals) {
  'use strict'

  const { expect, publish, program, dataOf, compression } = host

  const TYPES = {
    html: 'text/html',
    css: 'text/css',
    xml: 'text/xml',
    txt: 'text/plain',
    gif: 'image/gif',
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    svg: 'image/svg+xml',
    webp: 'image/webp',
    woff: 'font/woff',
    woff2: 'font/woff2',
    ico: 'image/x-icon',
    js: 'application/javascript',
    mjs: 'application/javascript',
    json: 'application/json',
    map: 'application/json',
    wasm: 'application/wasm',
    pdf: 'application/pdf',
    mp4: 'video/mp4',
  }

  const typeOf = path => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const dot = name.lastIndexOf('.')
    const extension = dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
    return Object.hasOwn(TYPES, extension) ? TYPES[extension] : 'application/octet-stream'
  }

  const variants = path => {
    const found = { path, raw: program.read(path), gzip: program.read(`${path}.gz`), br: program.read(`${path}.br`) }
    return found.raw === null && found.gzip === null && found.br === null ? null : found
  }

  const lookup = path => {
    // a file name has no query, and a folder has a file of its own
    const clean = path.split('?', 1)[0]
    return (clean.endsWith('/') ? null : variants(clean)) ?? variants(`${clean}/index.html`)
  }

  // RFC 9110 section 12.5.3: 0 forbids a coding, and a star stands for those not listed
  const accepts = (header, coding) => {
    let star = false
    for (const item of header.toLowerCase().split(',')) {
      const [name, ...parameters] = item.split(';').map(part => part.trim())
      const weight = parameters.find(parameter => parameter.startsWith('q='))
      const isWanted = weight === undefined || parseFloat(weight.slice(2)) > 0
      if (name === coding) return isWanted
      if (name === '*') star = isWanted
    }
    return star
  }

  host.contentTypes = TYPES
  host.accepts = accepts

  let looked = null

  class File {
    #found

    constructor(path) {
      expect.count(arguments.length, 1)
      this.#found = looked ?? lookup(expect.string(path, 1))
      looked = null
      if (this.#found === null) throw new TypeError(`file not found: ${path}`)
    }

    static from(path) {
      expect.count(arguments.length, 1)
      looked = lookup(expect.string(path, 1))
      return looked === null ? null : new File(path)
    }

    toMessage(acceptEncoding) {
      const header = expect.optional(expect.string, acceptEncoding, 1) ?? ''
      const { path, raw, gzip, br } = this.#found
      const headers = { 'content-type': typeOf(path) }
      if (gzip !== null || br !== null) headers.vary = 'accept-encoding'
      const encoded = (coding, bytes) => {
        headers['content-encoding'] = coding
        return new globals.Message({ headers }, dataOf(bytes))
      }
      if (br !== null && accepts(header, 'br')) return encoded('br', host.bytes.copy(br))
      if (gzip !== null && accepts(header, 'gzip')) return encoded('gzip', host.bytes.copy(gzip))
      if (raw !== null) return new globals.Message({ headers }, dataOf(host.bytes.copy(raw)))
      if (gzip !== null) return new globals.Message({ headers }, dataOf(compression.gunzip(gzip)))
      return new globals.Message({ headers }, dataOf(compression.unbrotli(br)))
    }
  }

  const http = {}
  publish(http, { File })
  publish(globals, { http })
})
