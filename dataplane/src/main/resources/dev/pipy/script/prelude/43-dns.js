// DNS: messages on the wire (RFC 1035), and looking names up.
(function (host, globals) {
  'use strict'

  const { expect, publish, names, timers } = host
  const Data = globals.Data

  const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, OPT: 41 }
  const NAMES = new Map(Object.entries(TYPES).map(([name, number]) => [number, name]))
  const SECTIONS = ['question', 'answer', 'authority', 'additional']
  const SOA_NUMBERS = ['serial', 'refresh', 'retry', 'expire', 'minimum']
  const LONGEST_NAME = 255
  const MOST_RECORDS = 4096

  // name, bits and position of the flags (section 4.1.1)
  const FLAGS = [
    ['qr', 1, 15],
    ['opcode', 4, 11],
    ['aa', 1, 10],
    ['tc', 1, 9],
    ['rd', 1, 8],
    ['ra', 1, 7],
    ['zero', 3, 4],
    ['rcode', 4, 0],
  ]

  // --- decoding ---

  class Reader {
    constructor(bytes) {
      this.bytes = bytes
      this.at = 0
    }

    fail(why) {
      throw new TypeError(`dns decode # ${why} at byte ${this.at}`)
    }

    number(size) {
      let value = 0
      for (const byte of this.take(size)) value = value * 256 + byte
      return value
    }

    take(size) {
      if (this.at + size > this.bytes.length) this.fail('message too short')
      this.at += size
      return this.bytes.slice(this.at - size, this.at)
    }

    // section 4.1.4; a pointer goes backwards only, so that none can go round in circles
    name() {
      const labels = []
      let length = 0
      let from = this.at
      let back = -1
      for (;;) {
        const size = this.number(1)
        if (size === 0) break
        if (size >= 0xc0) {
          const target = (size & 0x3f) * 256 + this.number(1)
          if (target >= from) this.fail('a pointer that does not go back')
          if (back < 0) back = this.at
          from = this.at = target
          continue
        }
        if (size > 63) this.fail('malformed label')
        length += size + 1
        if (length > LONGEST_NAME) this.fail('a name that is too long')
        labels.push(String.fromCharCode(...this.take(size)))
      }
      if (back >= 0) this.at = back
      return labels.join('.')
    }
  }

  const decodeData = (reader, type, size) => {
    const end = reader.at + size
    if (end > reader.bytes.length) reader.fail('message too short')
    const value = decodeValue(reader, type, size, end)
    if (reader.at !== end) reader.fail(`${type} record of a wrong length`)
    return value
  }

  const decodeValue = (reader, type, size, end) => {
    switch (type) {
      case 'A':
      case 'AAAA':
        if (size !== (type === 'A' ? 4 : 16)) reader.fail(`${type} record of ${size} bytes`)
        return String(new globals.IP(reader.take(size)))
      case 'NS':
      case 'CNAME':
      case 'PTR':
        return reader.name()
      case 'TXT': {
        const bytes = []
        while (reader.at < end) bytes.push(...reader.take(reader.number(1)))
        return new Data(bytes).toString() ?? String.fromCharCode(...bytes)
      }
      case 'MX':
        return { preference: reader.number(2), exchange: reader.name() }
      case 'SRV':
        return {
          priority: reader.number(2),
          weight: reader.number(2),
          port: reader.number(2),
          target: reader.name(),
        }
      case 'SOA': {
        const soa = { mname: reader.name(), rname: reader.name() }
        for (const name of SOA_NUMBERS) soa[name] = reader.number(4)
        return soa
      }
      default:
        return new Data(reader.take(size)).toString('hex')
    }
  }

  const decodeRecord = (reader, isQuestion) => {
    const name = reader.name()
    const number = reader.number(2)
    const type = NAMES.get(number) ?? number
    const record = { name, type }
    const group = reader.number(2)
    if (group !== 1) record.class = group
    if (isQuestion) return record
    record.ttl = reader.number(4)
    record.rdata = decodeData(reader, type, reader.number(2))
    return record
  }

  const decode = data => {
    const reader = new Reader(data.toArray())
    const message = { id: reader.number(2) }
    const flags = reader.number(2)
    for (const [name, bits, shift] of FLAGS) {
      const value = (flags >> shift) & ((1 << bits) - 1)
      if (value !== 0) message[name] = value
    }
    const counts = SECTIONS.map(() => reader.number(2))
    if (counts.reduce((sum, n) => sum + n, 0) > MOST_RECORDS) reader.fail('too many records')
    SECTIONS.forEach((section, i) => {
      if (counts[i] === 0) return
      message[section] = Array.from({ length: counts[i] }, () => decodeRecord(reader, section === 'question'))
    })
    return message
  }

  // --- encoding ---

  const refuse = why => {
    throw new TypeError(`dns encode # ${why}`)
  }

  const number = (value, size, name) => {
    const n = value ?? 0
    if (!Number.isInteger(n) || n < 0 || n >= 256 ** size) refuse(`${name}: ${value} (expected: 0 to ${256 ** size - 1})`)
    const bytes = []
    for (let i = size - 1; i >= 0; i--) bytes.push(Math.floor(n / 256 ** i) % 256)
    return bytes
  }

  const encodeName = name => {
    if (typeof name !== 'string') refuse(`${name} is no name`)
    const bytes = []
    for (const label of name === '' || name === '.' ? [] : name.replace(/\.$/, '').split('.')) {
      const text = new Data(label).toArray()
      if (text.length === 0 || text.length > 63) refuse(`${name}: a label of ${text.length} bytes (expected: 1 to 63)`)
      bytes.push(text.length, ...text)
    }
    bytes.push(0)
    if (bytes.length > LONGEST_NAME) refuse(`${name}: longer than ${LONGEST_NAME} bytes`)
    return bytes
  }

  const address = (text, version) => {
    let ip
    try {
      ip = new globals.IP(text)
    } catch {
      refuse(`${text} is no address`)
    }
    if (ip.version !== version) refuse(`${text} is not of IPv${version}`)
    return ip.toBytes()
  }

  const encodeText = text => {
    const all = new Data(String(text)).toArray()
    const bytes = all.length === 0 ? [0] : []
    for (let at = 0; at < all.length; at += 255) {
      const part = all.slice(at, at + 255)
      bytes.push(part.length, ...part)
    }
    return bytes
  }

  const encodeData = (type, rdata) => {
    switch (type) {
      case 'A':
        return address(rdata, 4)
      case 'AAAA':
        return address(rdata, 6)
      case 'NS':
      case 'CNAME':
      case 'PTR':
        return encodeName(rdata)
      case 'TXT':
        return encodeText(rdata)
      case 'MX':
        return [...number(rdata?.preference, 2, 'preference'), ...encodeName(rdata?.exchange)]
      case 'SRV':
        return [
          ...number(rdata?.priority, 2, 'priority'),
          ...number(rdata?.weight, 2, 'weight'),
          ...number(rdata?.port, 2, 'port'),
          ...encodeName(rdata?.target),
        ]
      case 'SOA':
        return [
          ...encodeName(rdata?.mname),
          ...encodeName(rdata?.rname),
          ...SOA_NUMBERS.flatMap(name => number(rdata?.[name], 4, name)),
        ]
      default: {
        const data = typeof rdata === 'string' ? Data.from(rdata, 'hex') : null
        return data === null ? refuse(`rdata of type ${type} expects hexadecimal text`) : data.toArray()
      }
    }
  }

  const encodeRecord = (record, isQuestion) => {
    const { name, type, ttl, rdata } = record ?? {}
    const code = typeof type === 'number' ? type : Object.hasOwn(TYPES, type) ? TYPES[type] : refuse(`unknown type ${type}`)
    const bytes = [...encodeName(name), ...number(code, 2, 'type'), ...number(record.class ?? 1, 2, 'class')]
    if (isQuestion) return bytes
    if (ttl === undefined) refuse(`${name}: ttl is missing`)
    const data = encodeData(NAMES.get(code) ?? code, rdata)
    return [...bytes, ...number(ttl, 4, 'ttl'), ...number(data.length, 2, 'rdata'), ...data]
  }

  const encode = message => {
    let flags = 0
    for (const [name, bits, shift] of FLAGS) {
      const value = message[name] ?? 0
      if (!Number.isInteger(value) || value < 0 || value >= 1 << bits) refuse(`${name}: ${value} (expected: 0 to ${(1 << bits) - 1})`)
      flags |= value << shift
    }
    const sections = SECTIONS.map(section => message[section] ?? [])
    return new Data([
      ...number(message.id, 2, 'id'),
      ...number(flags, 2, 'flags'),
      ...sections.flatMap((records, i) => number(records.length, 2, SECTIONS[i])),
      ...sections.flatMap((records, i) => records.flatMap(record => encodeRecord(record, SECTIONS[i] === 'question'))),
    ])
  }

  const DNS = {}
  publish(DNS, {
    decode(data) {
      expect.count(arguments.length, 1)
      return decode(expect.instance(data, 1, Data))
    },

    encode(message) {
      expect.count(arguments.length, 1)
      const value = expect.object(message, 1)
      return encode(value ?? {})
    },

    resolve(name) {
      expect.count(arguments.length, 1)
      expect.string(name, 1)
      // a script that still loads has to wait until the loop is there
      return new Promise((resolve, reject) =>
        timers.after(0, () =>
          names.resolve(name, addresses => resolve([...addresses]), why => reject(new Error(why)))))
    },
  })
  publish(globals, { DNS })
})
