// IP, IPMask (also known as Netmask) and IPEndpoint. Addresses are arrays of octets; Java reads and
// writes their text.
(function (host, globals) {
  'use strict'

  const { expect, publish, addresses } = host

  const octetsOf = text => {
    const octets = addresses.parse(text)
    return octets === null ? null : Array.from(octets)
  }

  const bytesArgument = (bytes, position) => {
    const octets = Array.from(bytes)
    if (![4, 16].includes(octets.length) || !octets.every(n => Number.isInteger(n) && n >= 0 && n <= 255)) {
      expect.fail(position, 'an array of 4 or 16 bytes')
    }
    return octets
  }

  const decompose = octets => {
    if (octets.length === 4) return octets.slice()
    const groups = []
    for (let i = 0; i < 16; i += 2) groups.push(octets[i] * 256 + octets[i + 1])
    return groups
  }

  class IP {
    #octets

    constructor(address) {
      expect.count(arguments.length, 1)
      if (Array.isArray(address)) {
        this.#octets = bytesArgument(address, 1)
      } else {
        this.#octets = octetsOf(expect.string(address, 1))
        if (this.#octets === null) throw new TypeError(`invalid IP address notation: ${address}`)
      }
    }

    static isV4(text) {
      return octetsOf(expect.string(text, 1))?.length === 4
    }

    static isV6(text) {
      return octetsOf(expect.string(text, 1))?.length === 16
    }

    get version() {
      return this.#octets.length === 4 ? 4 : 6
    }

    decompose() {
      return decompose(this.#octets)
    }

    toBytes() {
      return this.#octets.slice()
    }

    toString() {
      return addresses.format(this.#octets)
    }
  }

  const notation = text => {
    throw new TypeError(`invalid CIDR notation: ${text} (expected: such as 10.0.0.0/8)`)
  }

  class IPMask {
    #text
    #ip
    #bits
    #base
    #end
    // what next() gives next; null once there is no more
    #next

    constructor(cidr, bytes) {
      expect.count(arguments.length, 1)
      if (typeof cidr === 'number') {
        expect.count(arguments.length, 2)
        this.#ip = bytesArgument(bytes, 2)
        this.#bits = cidr
        this.#text = `${addresses.format(this.#ip)}/${cidr}`
      } else {
        this.#parse(expect.string(cidr, 1))
      }
      const bits = this.#bits
      if (!Number.isInteger(bits) || bits < 0 || bits > this.#ip.length * 8) notation(this.#text)
      this.#base = Array.from(addresses.fill(this.#ip, bits, false))
      this.#end = Array.from(addresses.fill(this.#ip, bits, true))
      this.#next = this.#isWhole ? this.#base : this.#plus(this.#base, 1)
    }

    #parse(text) {
      const slash = text.indexOf('/')
      const ip = octetsOf(slash < 0 ? text : text.slice(0, slash))
      if (ip === null) notation(text)
      const bits = slash < 0 ? String(ip.length * 8) : text.slice(slash + 1)
      if (!/^(0|[1-9]\d{0,2})$/.test(bits)) notation(text)
      this.#text = text
      this.#ip = ip
      this.#bits = Number(bits)
    }

    // whether all addresses are hosts: IPv6 has no broadcast, and a link of two none either (RFC 3021)
    get #isWhole() {
      return this.#ip.length === 16 || this.#bits >= 31
    }

    #plus(address, count) {
      return Array.from(addresses.plus(address, count))
    }

    get version() {
      return this.#ip.length === 4 ? 4 : 6
    }

    get ip() {
      return addresses.format(this.#ip)
    }

    get base() {
      return addresses.format(this.#base)
    }

    get mask() {
      return addresses.format(addresses.fill(new Array(this.#ip.length).fill(255), this.#bits, false))
    }

    get bitmask() {
      return this.#bits
    }

    get hostmask() {
      return addresses.format(addresses.fill(new Array(this.#ip.length).fill(0), this.#bits, true))
    }

    get broadcast() {
      return addresses.format(this.#end)
    }

    get size() {
      return 2 ** (this.#ip.length * 8 - this.#bits)
    }

    get first() {
      return addresses.format(this.#isWhole ? this.#base : this.#plus(this.#base, 1))
    }

    get last() {
      return addresses.format(this.#isWhole ? this.#end : this.#plus(this.#end, -1))
    }

    contains(address) {
      expect.count(arguments.length, 1)
      const text = address instanceof IP ? address.toString() : expect.string(address, 1)
      let octets = octetsOf(text)
      if (octets === null) return false
      if (this.#ip.length === 4) octets = Array.from(addresses.unmapped(octets))
      if (octets.length !== this.#ip.length) return false
      return addresses.fill(octets, this.#bits, false).every((octet, i) => octet === this.#base[i])
    }

    next() {
      if (this.#next === null) return ''
      const text = addresses.format(this.#next)
      const end = this.#isWhole ? addresses.format(this.#end) : this.last
      this.#next = text === end ? null : this.#plus(this.#next, 1)
      return text
    }

    decompose() {
      return decompose(this.#ip)
    }

    toBytes() {
      return this.#ip.slice()
    }

    toString() {
      return this.#text
    }
  }

  const portArgument = port => {
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new TypeError(`invalid port: ${port} (expected: 0 to 65535)`)
    }
    return port
  }

  const protocolArgument = protocol => {
    if (protocol !== 'tcp' && protocol !== 'udp') {
      throw new TypeError(`invalid protocol: ${protocol} (expected: tcp or udp)`)
    }
    return protocol
  }

  class IPEndpoint {
    #ip
    #port
    #protocol

    constructor(address, port, protocol) {
      expect.count(arguments.length, 1)
      if (port === undefined && typeof address === 'string') {
        const parts = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(address)
        if (parts !== null) {
          address = parts[1] ?? parts[2]
          port = Number(parts[3])
        }
      }
      this.ip = address
      this.port = port ?? 0
      this.protocol = protocol ?? 'tcp'
    }

    get ip() {
      return this.#ip
    }

    set ip(address) {
      this.#ip = address instanceof IP ? address : new IP(address)
    }

    get port() {
      return this.#port
    }

    set port(port) {
      this.#port = portArgument(port)
    }

    get protocol() {
      return this.#protocol
    }

    set protocol(protocol) {
      this.#protocol = protocolArgument(protocol)
    }

    toString() {
      return this.#ip.version === 6 ? `[${this.#ip}]:${this.#port}` : `${this.#ip}:${this.#port}`
    }
  }

  publish(globals, { IP, IPMask, IPEndpoint, Netmask: IPMask })
})
