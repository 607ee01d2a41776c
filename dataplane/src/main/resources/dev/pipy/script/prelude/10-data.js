// Data: bytes of a body. The bytes themselves live in Java; `host.bytes` works on them.
(function (host, globals) {
  'use strict'

  const { check, bytes } = host
  const encodings = ['utf8', 'hex', 'base64', 'base64url', 'utf16be', 'utf16le']

  let wrapped = null

  const encodingOf = (name, position) => {
    if (name === undefined || name === null) return 'utf8'
    check.string(name, position)
    if (!encodings.includes(name)) throw new TypeError(`unknown encoding ${name}`)
    return name
  }

  const decoded = (text, encoding) => {
    const result = bytes.decode(text, encoding)
    if (typeof result === 'string') throw new TypeError(result)
    return result
  }

  class Data {
    #bytes

    constructor(source, encoding) {
      if (wrapped !== null) {
        this.#bytes = wrapped
        wrapped = null
      } else if (arguments.length === 0) {
        this.#bytes = bytes.empty()
      } else if (typeof source === 'string') {
        this.#bytes = decoded(source, encodingOf(encoding, 2))
      } else if (Array.isArray(source) || ArrayBuffer.isView(source)) {
        this.#bytes = bytes.fromNumbers(Array.from(source, n => n & 255))
      } else if (isData(source)) {
        this.#bytes = bytes.copy(source.#bytes)
      } else {
        check.fail(1, 'a string, an array or an instance of Data')
      }
    }

    static isData(value) {
      return typeof value === 'object' && value !== null && #bytes in value
    }

    static bytesOf(data) {
      return data.#bytes
    }

    static from(source, encoding) {
      check.required(arguments.length, 1)
      if (typeof source !== 'string') return new Data(check.instance(source, 1, Data))
      const result = bytes.decode(source, encodingOf(encoding, 2))
      return typeof result === 'string' ? null : wrap(result)
    }

    get type() {
      return 'Data'
    }

    get size() {
      return bytes.size(this.#bytes)
    }

    push(data) {
      if (typeof data === 'string') {
        bytes.pushText(this.#bytes, data)
      } else if (!isData(data)) {
        check.fail(1, 'a string or an instance of Data')
      } else if (data !== this) {
        bytes.push(this.#bytes, data.#bytes)
      }
      return this
    }

    pushUInt32BE(number) {
      bytes.pushUInt32BE(this.#bytes, check.number(number, 1) | 0)
      return this
    }

    shift(count) {
      return wrap(bytes.shift(this.#bytes, check.int(count, 1)))
    }

    shiftUInt32BE() {
      return bytes.shiftUInt32BE(this.#bytes)
    }

    shiftTo(fn) {
      check.func(fn, 1)
      const size = this.size
      let count = 0
      while (count < size && !fn(bytes.at(this.#bytes, count))) count++
      return this.shift(Math.min(count + 1, size))
    }

    shiftWhile(fn) {
      check.func(fn, 1)
      const size = this.size
      let count = 0
      while (count < size && fn(bytes.at(this.#bytes, count))) count++
      return this.shift(count)
    }

    pop(count) {
      return wrap(bytes.pop(this.#bytes, check.int(count, 1)))
    }

    toArray() {
      return Array.from(new Uint8Array(new ArrayBuffer(bytes.copyBuffer(this.#bytes))))
    }

    // undefined for bytes that are not text of the encoding
    toString(encoding) {
      const text = bytes.encode(this.#bytes, encodingOf(encoding, 1))
      return text === null ? undefined : text
    }

    [Symbol.toPrimitive]() {
      return bytes.lenientText(this.#bytes)
    }
  }

  const { isData, bytesOf } = Data
  delete Data.isData
  delete Data.bytesOf

  const wrap = value => {
    wrapped = value
    return new Data()
  }

  host.isData = isData
  host.bytesOf = bytesOf
  host.dataOf = wrap
  host.install(globals, { Data })
})
