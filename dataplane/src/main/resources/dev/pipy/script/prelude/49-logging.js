// logging: loggers of scripts, whose targets are Java's and shared by all workers; print and println.
(function (host, globals) {
  'use strict'

  const { expect, publish, loggers, isData, bytesOf, describe } = host
  const Data = globals.Data

  const unitMillis = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  const unitBytes = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

  const millis = (value, name, fallback) => {
    if (value === undefined || value === null) return fallback
    if (typeof value === 'number' && value >= 0) return value * 1000
    const parts = typeof value === 'string' && /^(\d+(?:\.\d+)?) *(ms|[smhd])?$/i.exec(value)
    if (!parts) throw new TypeError(`options.${name}: ${value} (expected: seconds, or a time such as '30s')`)
    return parts[1] * unitMillis[(parts[2] ?? 's').toLowerCase()]
  }

  const bytes = (value, name, fallback) => {
    if (value === undefined || value === null) return fallback
    if (typeof value === 'number' && value >= 0) return value
    const parts = typeof value === 'string' && /^(\d+(?:\.\d+)?)([kmgt]?)b?$/i.exec(value)
    if (!parts) throw new TypeError(`options.${name}: ${value} (expected: bytes, or a size such as '8m')`)
    return parts[1] * unitBytes[parts[2].toLowerCase()]
  }

  const count = (value, name, fallback) => {
    if (value === undefined || value === null) return fallback
    if (!Number.isInteger(value) || value < 1 || value > 1_000_000) {
      throw new TypeError(`options.${name}: ${value} (expected: a whole number from 1 on)`)
    }
    return value
  }

  const text = (value, name, fallback) => {
    if (value === undefined || value === null) return fallback
    if (typeof value !== 'string') throw new TypeError(`options.${name} expects a string`)
    return value
  }

  const options = (value, position) => expect.optional(expect.object, value, position) ?? {}

  const isOf = (value, ...types) => types.some(type => value instanceof type)

  // whom to trust, and the chain and key of our own, as Java's objects; null if nothing is said
  const tlsOf = tls => {
    if (tls === undefined || tls === null) return null
    if (typeof tls !== 'object') throw new TypeError('options.tls expects an object')
    const { Certificate, CertificateChain, PrivateKey } = globals.crypto
    const { trusted = [], certificate } = tls
    if (!Array.isArray(trusted) || !trusted.every(issuer => isOf(issuer, Certificate))) {
      throw new TypeError('options.tls.trusted expects an array of instances of crypto.Certificate')
    }
    const issuers = trusted.map(issuer => host.toHost(issuer))
    if (certificate === undefined || certificate === null) return [issuers, null, null]
    const { cert, key } = certificate
    if (!isOf(cert, Certificate, CertificateChain) || !isOf(key, PrivateKey)) {
      throw new TypeError('options.tls.certificate expects an object { cert, key }')
    }
    return [issuers, host.toHost(cert), host.toHost(key)]
  }

  class Logger {
    #name
    #format
    #targets = []

    constructor(name, format) {
      this.#name = expect.string(name, 1)
      this.#format = format
    }

    get name() {
      return this.#name
    }

    log(...values) {
      if (this.#targets.length === 0) return
      const record = this.#format(values)
      for (const target of this.#targets) loggers.write(target, record)
    }

    #to(target) {
      this.#targets.push(target)
      return this
    }

    toStdout() {
      return this.#to(loggers.toStream(false))
    }

    toStderr() {
      return this.#to(loggers.toStream(true))
    }

    toFile(path, settings) {
      expect.count(arguments.length, 1)
      const { append = true, maxFileSize, maxFileCount, rotateInterval } = options(settings, 2)
      return this.#to(
        loggers.toFile(
          expect.string(path, 1),
          append !== false,
          bytes(maxFileSize, 'maxFileSize', 0),
          count(maxFileCount, 'maxFileCount', 10),
          millis(rotateInterval, 'rotateInterval', 0)
        )
      )
    }

    toSyslog(priority, settings) {
      const { host: server, port } = options(settings, 2)
      return this.#to(
        loggers.toSyslog(
          expect.optional(expect.string, priority, 1) ?? 'INFO',
          text(server, 'host', '127.0.0.1'),
          count(port, 'port', 514)
        )
      )
    }

    toHTTP(url, settings) {
      expect.count(arguments.length, 1)
      const { method, headers, bufferLimit, batch, tls } = options(settings, 2)
      const { size, interval, timeout, prefix, postfix, separator } = options(batch, 2)
      const fields = Object.entries(headers ?? {}).flatMap(([name, value]) => [name, String(value)])
      return this.#to(
        loggers.toHttp(
          expect.string(url, 1),
          text(method, 'method', 'POST'),
          fields,
          bytes(bufferLimit, 'bufferLimit', 8 * 1024 ** 2),
          count(size, 'batch.size', 1000),
          Math.min(millis(interval, 'batch.interval', 5000), millis(timeout, 'batch.timeout', 5000)),
          [text(prefix, 'batch.prefix', ''), text(postfix, 'batch.postfix', ''), text(separator, 'batch.separator', '')],
          tlsOf(tls)
        )
      )
    }
  }

  const textRecord = values => bytesOf(new Data(values.map(describe).join(' ')))

  const jsonRecord = values => bytesOf(new Data(values.map(value => globals.JSON.stringify(value) ?? 'null').join('')))

  const binary = value => {
    if (isData(value)) return value
    return Array.isArray(value) ? new Data(value) : new Data(String(value))
  }
  const binaryRecord = values => {
    const record = new Data()
    values.forEach(value => record.push(binary(value)))
    return bytesOf(record)
  }

  class TextLogger extends Logger {
    constructor(name) {
      expect.count(arguments.length, 1)
      super(name, textRecord)
    }
  }

  class JSONLogger extends Logger {
    constructor(name) {
      expect.count(arguments.length, 1)
      super(name, jsonRecord)
    }
  }

  class BinaryLogger extends Logger {
    constructor(name) {
      expect.count(arguments.length, 1)
      super(name, binaryRecord)
    }
  }

  const logging = {}
  publish(logging, { TextLogger, JSONLogger, BinaryLogger })

  let terminal = null
  const print = (...values) => {
    terminal ??= loggers.toTerminal()
    loggers.write(terminal, textRecord(values))
  }
  const println = (...values) => print(`${values.map(describe).join(' ')}\n`)

  publish(globals, { logging, print, println })
})
