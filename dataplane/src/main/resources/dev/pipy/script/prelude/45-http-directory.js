// http.Directory: a folder of the codebase, or of the host, or an archive, as a web site.
(function (host, globals) {
  'use strict'

  const { expect, publish, program, files, dataOf, compression, contentTypes, accepts } = host
  const FALLBACK = 'application/octet-stream'

  const option = (value, name, type) => {
    if (value === undefined || value === null) return undefined
    if (typeof value !== type) throw new TypeError(`options.${name} expects a ${type}`)
    return value
  }

  const indexNames = value => {
    const names = value === undefined || value === null ? ['index', 'index.html'] : [].concat(value)
    if (!names.every(name => typeof name === 'string' && name !== '' && !name.includes('/'))) {
      throw new TypeError('options.index expects the name of a file, or an array of those')
    }
    return names
  }

  // the path of a file below the folder, without query and dots; null if it leads out
  const pathOf = target => {
    const path = target.replace(/[?#].*$/s, '')
    let decoded
    try {
      decoded = decodeURIComponent(path)
    } catch {
      return null
    }
    if (!decoded.startsWith('/') || decoded.includes('\0')) return null
    const parts = []
    for (const part of decoded.split('/')) {
      if (part === '..') {
        if (parts.pop() === undefined) return null
      } else if (part !== '' && part !== '.') {
        parts.push(part)
      }
    }
    return '/' + parts.join('/')
  }

  class Directory {
    #root
    #read
    #index
    #types
    #fallback
    #compress

    constructor(path, options) {
      expect.count(arguments.length, 1)
      expect.string(path, 1)
      const settings = expect.optional(expect.object, options, 2) ?? {}
      this.#root = path.replace(/\/+$/, '')
      const isHost = option(settings.fs, 'fs', 'boolean')
      this.#read = isHost ? this.#readHost : this.#readCodebase
      if (option(settings.tarball, 'tarball', 'boolean')) this.#openArchive(isHost)
      this.#index = indexNames(settings.index)
      const types = settings.contentTypes
      this.#types = typeof types === 'function' ? types : () => types
      this.#fallback = option(settings.defaultContentType, 'defaultContentType', 'string') ?? FALLBACK
      this.#compress = option(settings.compression, 'compression', 'function') ?? (() => null)
    }

    static get defaultContentTypes() {
      return { ...contentTypes }
    }

    // The answer to a request, or null if there is no such file.
    serve(request) {
      expect.count(arguments.length, 1)
      const head = expect.instance(request, 1, globals.Message).head
      const path = typeof head?.path === 'string' ? pathOf(head.path) : null
      const found = path === null ? null : this.#find(path)
      return found === null ? null : this.#answer(request, head, found)
    }

    #find(path) {
      const candidates = path === '/' ? [] : [path]
      const folder = path === '/' ? '' : path
      for (const name of this.#index) candidates.push(`${folder}/${name}`)
      for (const candidate of candidates) {
        const content = this.#read(candidate)
        if (content !== null) return { path: candidate, content }
      }
      return null
    }

    #answer(request, head, { path, content }) {
      const accepted = String(head.headers?.['accept-encoding'] ?? '')
      const headers = { 'content-type': this.#typeOf(request, path) }
      const encoded = (coding, bytes) => {
        headers['content-encoding'] = coding
        headers.vary = 'accept-encoding'
        return new globals.Message({ headers }, dataOf(bytes))
      }
      const variant = (coding, ending) => {
        const bytes = accepts(accepted, coding) ? this.#read(path + ending) : null
        return bytes === null ? null : encoded(coding, bytes)
      }
      const ready = variant('br', '.br') ?? variant('gzip', '.gz')
      if (ready !== null) return ready
      const wanted = this.#compress(head, accepted, path, host.bytes.size(content))
      if (wanted && wanted !== 'gzip') throw new TypeError(`options.compression returned ${wanted} (expected: 'gzip' or nothing)`)
      return wanted ? encoded('gzip', compression.gzip(content)) : new globals.Message({ headers }, dataOf(content))
    }

    #typeOf(request, path) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
      const own = this.#types(request, path)
      if (typeof own === 'string') return own
      if (own && Object.hasOwn(own, extension)) return own[extension]
      return name.includes('.') && Object.hasOwn(contentTypes, extension) ? contentTypes[extension] : this.#fallback
    }

    // the whole archive is read once, here
    #openArchive(isHost) {
      const content = isHost ? files.read(this.#root) : program.read(this.#root)
      if (content === null) throw new TypeError(`file not found: ${this.#root}`)
      const archive = compression.tar(content, this.#root)
      this.#read = path => compression.tarFile(archive, path)
    }

    #readCodebase(path) {
      return program.read(this.#root + path)
    }

    #readHost(path) {
      return files.readBelow(this.#root === '' ? '/' : this.#root, path)
    }
  }

  publish(globals.http, { Directory })
})
