// The event classes and Message. What came from Java is kept, so that it goes back as it was.
(function (host, globals) {
  'use strict'

  const { check, events, isData, bytesOf, dataOf } = host
  const Data = globals.Data

  // set while Java makes an object: what it came from
  let origin = null

  const headArgument = (value, position) => {
    if (value === undefined || value === null) return null
    return typeof value === 'object' ? value : check.fail(position, 'an object')
  }

  class MessageStart {
    #head
    #origin

    constructor(head) {
      this.#origin = origin
      this.#head = origin === null ? headArgument(head, 1) : head
      origin = null
    }

    static toHost(start) {
      return start.#origin ?? events.messageStart(start.#head)
    }

    static isInstance(value) {
      return #head in value
    }

    get type() {
      return 'MessageStart'
    }

    get head() {
      return this.#head
    }
  }

  class MessageEnd {
    #tail
    #payload
    #received
    #origin

    constructor(tail, payload) {
      this.#origin = origin
      this.#tail = headArgument(tail, 1)
      this.#received = null
      if (origin === null) this.#payload = payload
      else this.#received = payload
      origin = null
    }

    static toHost(end) {
      if (end.#origin !== null) return end.#origin
      const payload = end.#payload
      return payload === undefined
        ? events.messageEnd(end.#tail)
        : events.messageEnd(end.#tail, payload)
    }

    static isInstance(value) {
      return #tail in value
    }

    get type() {
      return 'MessageEnd'
    }

    get tail() {
      return this.#tail
    }

    // made when it is first asked for
    get payload() {
      if (this.#received !== null) {
        this.#payload = events.payload(this.#received)
        this.#received = null
      }
      return this.#payload
    }
  }

  class StreamEnd {
    #error
    #origin

    constructor(error) {
      this.#origin = origin
      origin = null
      this.#error = error === undefined || error === null ? '' : error
    }

    static toHost(end) {
      return end.#origin ?? events.streamEnd(end.#error)
    }

    static isInstance(value) {
      return #error in value
    }

    get type() {
      return 'StreamEnd'
    }

    get error() {
      return this.#error
    }
  }

  class Message {
    #head
    #body
    #tail
    #payload
    #received
    #origin

    constructor(head, body, tail, received) {
      if (origin !== null) {
        this.#origin = origin
        origin = null
        this.#head = head
        this.#body = body === null ? null : dataOf(body)
        this.#tail = tail
        this.#received = received
        return
      }
      this.#origin = null
      this.#received = null
      if (arguments.length > 3) throw new TypeError('requires 0 to 3 arguments')
      if (arguments.length === 1 && (typeof head === 'string' || isData(head))) {
        body = head
        head = null
      } else if (arguments.length > 0) {
        if (typeof head !== 'object' && (head !== undefined || arguments.length === 1)) {
          check.fail(1, 'a string or an object')
        }
      }
      this.#head = head ?? null
      this.#tail = headArgument(tail, 3)
      if (body === undefined || body === null) {
        this.#body = null
      } else if (typeof body === 'string') {
        this.#body = new Data(body)
      } else if (isData(body)) {
        this.#body = body
      } else {
        this.#body = null
        this.#payload = body
      }
    }

    static toHost(message) {
      if (message.#origin !== null) return message.#origin
      const body = message.#body === null ? null : bytesOf(message.#body)
      const payload = message.#payload
      return payload === undefined
        ? events.message(message.#head, body, message.#tail)
        : events.message(message.#head, body, message.#tail, payload)
    }

    static isInstance(value) {
      return #head in value
    }

    get head() {
      return this.#head
    }

    get body() {
      return this.#body
    }

    get tail() {
      return this.#tail
    }

    // made when it is first asked for
    get payload() {
      if (this.#received !== null) {
        this.#payload = events.payload(this.#received)
        this.#received = null
      }
      return this.#payload
    }
  }

  const kinds = [Message, MessageStart, MessageEnd, StreamEnd].map(kind => {
    const { isInstance, toHost } = kind
    delete kind.isInstance
    delete kind.toHost
    return { isInstance, toHost }
  })
  const [message, messageStart, messageEnd, streamEnd] = kinds

  // what else scripts hold of Java's: functions that take it out again, null for what is not theirs
  const unwrappers = []
  host.unwraps = javaOf => {
    unwrappers.push(javaOf)
  }

  const unwrapped = value => {
    for (let i = 0; i < unwrappers.length; i++) {
      const java = unwrappers[i](value)
      if (java !== null) return java
    }
    return value
  }

  // the Java form of an event, a Message, a Data or another object of Java's; any other value as it is
  host.toHost = value => {
    if (typeof value !== 'object' || value === null) return value
    if (message.isInstance(value)) return message.toHost(value)
    if (isData(value)) return bytesOf(value)
    if (messageStart.isInstance(value)) return messageStart.toHost(value)
    if (messageEnd.isInstance(value)) return messageEnd.toHost(value)
    if (streamEnd.isInstance(value)) return streamEnd.toHost(value)
    return unwrapped(value)
  }

  host.newMessage = (java, head, body, tail, received) => {
    origin = java
    return new Message(head, body, tail, received)
  }
  host.newMessageStart = (java, head) => {
    origin = java
    return new MessageStart(head)
  }
  host.newMessageEnd = (java, tail, received) => {
    origin = java
    return new MessageEnd(tail, received)
  }
  host.newStreamEnd = (java, error) => {
    origin = java
    return new StreamEnd(error)
  }
  host.newRequestHead = (protocol, method, path, headers, scheme, authority) =>
    // HTTP/2 alone says these two
    scheme === null && authority === null
      ? { protocol, method, path, headers }
      : { protocol, method, scheme, authority, path, headers }
  host.newResponseHead = (protocol, status, statusText, headers) => ({
    protocol,
    status,
    statusText,
    headers,
  })

  // whether a head that came from Java still says what it said then
  host.isSameRequest = (head, headers, protocol, method, path, scheme, authority) =>
    head.headers === headers &&
    head.path === path &&
    head.method === method &&
    head.protocol === protocol &&
    (head.scheme ?? null) === scheme &&
    (head.authority ?? null) === authority
  host.isSameResponse = (head, headers, protocol, status, statusText) =>
    head.headers === headers &&
    head.status === status &&
    head.statusText === statusText &&
    head.protocol === protocol

  host.newTail = (headers, headSize, bodySize) =>
    headSize === undefined ? { headers } : { headers, headSize, bodySize }

  host.nameHeaders = (head, names) => {
    head.headerNames = names
  }

  host.publish(globals, { Message, MessageStart, MessageEnd, StreamEnd })
})
