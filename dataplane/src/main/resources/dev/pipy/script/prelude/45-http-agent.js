// http.Agent: requests to one server.
(function (host, globals) {
  'use strict'

  const { expect, publish, agents, timers, toHost } = host
  const { Message, Data } = globals

  // [host, port as text or undefined]
  const partsOf = target => {
    const parts = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(target)
    if (parts === null) throw new TypeError(`invalid target: ${target} (expected: host or host:port)`)
    return [parts[1], parts[2]]
  }

  class Agent {
    #client
    #authority

    constructor(target, options) {
      expect.count(arguments.length, 1)
      const [name, port] = partsOf(expect.string(target, 1))
      const settings = expect.optional(expect.object, options, 2) ?? {}
      const { tls } = settings
      if (tls !== undefined && tls !== null && typeof tls !== 'object') {
        throw new TypeError('options.tls expects an object')
      }
      const server = { sni: name, ...tls }
      this.#authority = target
      this.#client = agents.make(`${name}:${port ?? (tls ? 443 : 80)}`, settings, tls ? server : null)
    }

    request(first, path, headers, body) {
      expect.count(arguments.length, 1)
      const message = first instanceof Message ? first : this.#message(...arguments)
      const head = { ...message.head }
      if (head.headers?.host === undefined) head.headers = { host: this.#authority, ...head.headers }
      const request = toHost(new Message(head, message.body))
      // a script that still loads has to wait until the loop is there
      return new Promise((resolve, reject) =>
        timers.after(0, () => agents.request(this.#client, request, resolve, reject)))
    }

    #message(method, path, headers, body) {
      if (typeof method !== 'string') expect.fail(1, 'a string or an instance of Message')
      expect.count(arguments.length, 2)
      expect.string(path, 2)
      const named = expect.optional(expect.object, headers, 3) ?? {}
      if (body !== undefined && body !== null && typeof body !== 'string' && !(body instanceof Data)) {
        expect.fail(4, 'a string or an instance of Data')
      }
      return new Message({ method, path, headers: named }, body ?? null)
    }
  }

  publish(globals.http, { Agent })
})
