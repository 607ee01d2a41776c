// STUN: binding requests and responses (RFC 8489).
(function (host, globals) {
  'use strict'

  const { expect, publish } = host
  const Data = globals.Data

  const COOKIE = [0x21, 0x12, 0xa4, 0x42]
  const HEADER = 20
  const TYPES = { BindingRequest: 0x0001, BindingResponse: 0x0101 }
  const MAPPED_ADDRESS = 0x0001
  const XOR_MAPPED_ADDRESS = 0x0020
  const FAMILIES = { 1: { family: 'IPv4', length: 4 }, 2: { family: 'IPv6', length: 16 } }

  const fail = why => {
    throw new TypeError(`STUN: ${why}`)
  }

  const read16 = (bytes, at) => bytes[at] * 256 + bytes[at + 1]

  const idOf = transactionId => {
    if (!(transactionId instanceof Data) || transactionId.size !== 12) fail('transactionId expects a Data of 12 bytes')
    return transactionId.toArray()
  }

  const encode = message => {
    const { type, transactionId } = expect.object(message, 1) ?? {}
    if (type !== 'BindingRequest') fail(`type: ${type} (expected: BindingRequest)`)
    return new Data([0, TYPES[type], 0, 0, ...COOKIE, ...idOf(transactionId)])
  }

  // section 14.1 and 14.2; an address that is XORed is hidden from middle boxes that rewrite
  const addressOf = (value, mask) => {
    const kind = FAMILIES[value[1]]
    if (kind === undefined || value.length !== 4 + kind.length) fail('malformed address')
    const port = read16(value, 2) ^ read16(mask, 0)
    const bytes = value.slice(4).map((byte, i) => byte ^ mask[i])
    return { ip: String(new globals.IP(bytes)), port, family: kind.family }
  }

  const attributesOf = bytes => {
    const found = new Map()
    for (let at = HEADER; at < bytes.length; ) {
      const length = read16(bytes, at + 2)
      const end = at + 4 + length
      if (!(end <= bytes.length)) fail('an attribute ends behind the message')
      const type = read16(bytes, at)
      if (!found.has(type)) found.set(type, bytes.slice(at + 4, end))
      at = end + (-length & 3)
    }
    return found
  }

  const decode = data => {
    const bytes = expect.instance(data, 1, Data).toArray()
    if (bytes.length < HEADER || read16(bytes, 2) !== bytes.length - HEADER || bytes.length % 4 !== 0) {
      fail('not a message')
    }
    if (COOKIE.some((byte, i) => bytes[4 + i] !== byte)) fail('no magic cookie')
    const type = Object.keys(TYPES).find(name => TYPES[name] === read16(bytes, 0))
    if (type === undefined) fail(`unknown type ${read16(bytes, 0)}`)
    const message = { type, transactionId: new Data(bytes.slice(8, HEADER)) }
    const attributes = attributesOf(bytes)
    const hidden = attributes.get(XOR_MAPPED_ADDRESS)
    const plain = attributes.get(MAPPED_ADDRESS)
    if (hidden !== undefined) message.mappedAddress = addressOf(hidden, bytes.slice(4, HEADER))
    else if (plain !== undefined) message.mappedAddress = addressOf(plain, new Array(16).fill(0))
    return message
  }

  const STUN = {}
  publish(STUN, {
    encode,
    decode(data) {
      expect.count(arguments.length, 1)
      return decode(data)
    },
  })
  publish(globals, { STUN })
})
