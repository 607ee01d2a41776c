// Int, CString, CStruct and CUnion: numbers of fixed width, and values laid out in memory as C does it,
// little-endian and with natural alignment.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host
  const { BigInt, Data, Number } = globals

  const MOST_BYTES = 1 << 20
  const WIDTHS = { i8: 8, u8: 8, i16: 16, u16: 16, i32: 32, u32: 32, i64: 64, u64: 64 }

  const wrap = (type, value) =>
    type[0] === 'u' ? BigInt.asUintN(WIDTHS[type], value) : BigInt.asIntN(WIDTHS[type], value)

  const bigOf = (value, position) => {
    if (value instanceof Int) return value.toBigInt()
    if (typeof value === 'bigint') return value
    if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value))
    if (typeof value === 'string' && /^\s*[+-]?\d{1,40}\s*$/.test(value)) return BigInt(value.trim())
    if (value instanceof Data) value = value.toArray()
    if (Array.isArray(value) && value.length <= 8) {
      return value.reduceRight((sum, byte) => sum * 256n + BigInt(byte & 255), 0n)
    }
    return expect.fail(position, 'a number, a string of digits, or an array of 8 bytes at most')
  }

  class Int {
    #type
    #value

    constructor(type, value, high) {
      expect.count(arguments.length, 1)
      const isTyped = typeof type === 'string' && Object.hasOwn(WIDTHS, type)
      const given = isTyped ? [value, high] : [type, value]
      const at = isTyped ? 2 : 1
      this.#type = isTyped ? type : 'i32'
      let big = given[0] === undefined ? 0n : bigOf(given[0], at)
      if (given[1] !== undefined) {
        big = BigInt.asUintN(32, big) + (BigInt.asUintN(32, bigOf(given[1], at + 1)) << 32n)
      }
      this.#value = wrap(this.#type, big)
    }

    get type() {
      return this.#type
    }

    get width() {
      return WIDTHS[this.#type]
    }

    get isUnsigned() {
      return this.#type[0] === 'u'
    }

    get low() {
      return Number(BigInt.asUintN(32, this.#value))
    }

    get high() {
      return Number(BigInt.asUintN(32, this.#value >> 32n))
    }

    toBytes() {
      return bytesOf(this.#value, this.width / 8)
    }

    toBigInt() {
      return this.#value
    }

    valueOf() {
      return Number(this.#value)
    }

    toString() {
      return String(this.#value)
    }

    // a BigInt where a number would not be exact, which JSON here writes
    toJSON() {
      const number = Number(this.#value)
      return Number.isSafeInteger(number) ? number : this.#value
    }
  }

  // what encoders take for an Int: digits where it has 64 bits, so that they see its width
  host.intLeaf = value => {
    if (!(value instanceof Int)) return null
    return value.width === 64 ? value.toString() : value.valueOf()
  }

  const bytesOf = (value, size) => {
    const bytes = []
    for (let i = 0; i < size; i++) {
      bytes.push(Number(value & 255n))
      value >>= 8n
    }
    return bytes
  }

  class CString {
    #data

    constructor(content) {
      this.#data = new Data(expect.optional(v => v, content, 1) ?? '')
    }

    get size() {
      return this.#data.size
    }

    get data() {
      return new Data(this.#data)
    }

    toString() {
      return this.#data.toString() ?? ''
    }
  }

  // what stands in so many bytes, and back
  const integer = (size, isUnsigned) => ({
    size,
    align: size,
    isIntegral: true,
    isUnsigned,
    zero: 0,
    write: value => bytesOf(BigInt.asUintN(size * 8, bigOf(value, 1)), size),
    read(bytes) {
      const whole = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
      const value = isUnsigned ? whole : BigInt.asIntN(size * 8, whole)
      return Number.isSafeInteger(Number(value)) ? Number(value) : value
    },
  })

  const floating = (size, get, set) => ({
    size,
    align: size,
    isIntegral: false,
    isUnsigned: false,
    zero: 0,
    write(value) {
      const view = new globals.DataView(new globals.ArrayBuffer(size))
      view[set](0, Number(value), true)
      return Array.from({ length: size }, (_, i) => view.getUint8(i))
    },
    read(bytes) {
      const view = new globals.DataView(new globals.ArrayBuffer(size))
      bytes.forEach((byte, i) => view.setUint8(i, byte))
      return view[get](0, true)
    },
  })

  const TYPES = {
    int8: integer(1, false),
    int16: integer(2, false),
    int32: integer(4, false),
    int64: integer(8, false),
    uint8: integer(1, true),
    uint16: integer(2, true),
    uint32: integer(4, true),
    uint64: integer(8, true),
    char: integer(1, false),
    float: floating(4, 'getFloat32', 'setFloat32'),
    double: floating(8, 'getFloat64', 'setFloat64'),
  }

  const inner = layout => ({
    size: layout.size,
    align: layout.align,
    isIntegral: false,
    isUnsigned: false,
    zero: {},
    write: value => layout.write(value ?? {}),
    read: bytes => layout.read(bytes),
  })

  const text = size => ({
    size,
    align: 1,
    isIntegral: true,
    isUnsigned: false,
    zero: '',
    write(value) {
      const bytes = new Data(value instanceof CString ? value.data : value).toArray()
      if (bytes.length > size) throw new TypeError(`text of ${bytes.length} bytes (expected: ${size} at most)`)
      return [...bytes, ...new Array(size - bytes.length).fill(0)]
    },
    read(bytes) {
      const end = bytes.indexOf(0)
      return new Data(end < 0 ? bytes : bytes.slice(0, end)).toString()
    },
  })

  const array = (element, count) => ({
    ...element,
    size: element.size * count,
    zero: [],
    write(value) {
      if (value instanceof Data) value = value.toArray()
      if (!Array.isArray(value) || value.length > count) {
        throw new TypeError(`expected an array of ${count} elements at most`)
      }
      return Array.from({ length: count }, (_, i) => element.write(value[i] ?? element.zero)).flat()
    },
    read: bytes =>
      Array.from({ length: count }, (_, i) =>
        element.read(bytes.slice(i * element.size, (i + 1) * element.size))),
  })

  const FORM = /^(\w+)(?:\[(\d{1,7})\])?$/

  const fieldOf = (name, type) => {
    if (type instanceof Layout) return { count: 1, isArray: false, codec: inner(layoutOf(type)) }
    const form = typeof type === 'string' ? FORM.exec(type.trim()) : null
    if (form === null || !Object.hasOwn(TYPES, form[1])) {
      throw new TypeError(`field ${name}: ${String(type)} (expected: a type such as 'int32' or 'uint8[4]', or a struct)`)
    }
    const element = TYPES[form[1]]
    if (form[2] === undefined) return { count: 1, isArray: false, codec: element }
    const count = Number(form[2])
    const codec = form[1] === 'char' ? text(count) : array(element, count)
    return { count, isArray: true, codec }
  }

  const roundUp = (offset, align) => Math.ceil(offset / align) * align

  let layoutOf

  class Layout {
    #layout

    static {
      layoutOf = layout => layout.#layout
    }

    constructor(fields, isUnion) {
      const all = []
      let end = 0
      let align = 1
      for (const [name, type] of Object.entries(expect.object(fields, 1))) {
        const { count, isArray, codec } = fieldOf(name, type)
        const offset = isUnion ? 0 : roundUp(end, codec.align)
        end = Math.max(end, offset + codec.size)
        align = Math.max(align, codec.align)
        if (end > MOST_BYTES) throw new TypeError(`field ${name} ends behind ${MOST_BYTES} bytes`)
        all.push({ name, offset, count, isArray, codec })
      }
      const size = roundUp(end, align)
      this.#layout = {
        size,
        align,
        fields: all,
        write(value) {
          const bytes = new Array(size).fill(0)
          for (const { name, offset, codec } of all) {
            const given = value[name]
            // of a union only what is given, for all of it stands in one place
            if (isUnion && given === undefined) continue
            try {
              codec.write(given ?? codec.zero).forEach((byte, i) => (bytes[offset + i] = byte))
            } catch (error) {
              throw new TypeError(`field ${name}: ${error.message}`)
            }
          }
          return bytes
        },
        read(bytes) {
          const value = {}
          for (const { name, offset, codec } of all) {
            value[name] = codec.read(bytes.slice(offset, offset + codec.size))
          }
          return value
        },
      }
    }

    get size() {
      return this.#layout.size
    }

    encode(value) {
      return new Data(this.#layout.write(expect.object(value, 1)))
    }

    decode(data) {
      const bytes = expect.instance(data, 1, Data).toArray()
      if (bytes.length < this.size) {
        throw new TypeError(`Data of ${bytes.length} bytes (expected: ${this.size} or more)`)
      }
      return this.#layout.read(bytes)
    }

    reflect() {
      const fields = {}
      for (const { name, offset, count, isArray, codec } of this.#layout.fields) {
        const { size, isIntegral, isUnsigned } = codec
        fields[name] = { offset, size, count, isArray, isIntegral, isUnsigned }
      }
      return fields
    }
  }

  class CStruct extends Layout {
    constructor(fields) {
      super(fields, false)
    }
  }

  class CUnion extends Layout {
    constructor(fields) {
      super(fields, true)
    }
  }

  publish(globals, { Int, CString, CStruct, CUnion })
})
