// Hessian, RESP, YAML and zlib: Java does the work.
(function (host, globals) {
  'use strict'

  const { expect, publish, dataOf, dataArgument } = host

  const Hessian = {}
  publish(Hessian, {
    encode(value) {
      expect.count(arguments.length, 1)
      return dataOf(host.hessian.encode(value))
    },

    // one value as it is, several in an array
    decode(data) {
      expect.count(arguments.length, 1)
      if (data === null) return null
      const values = host.hessian.decode(dataArgument(data, 1))
      return values.length > 1 ? values : values[0]
    },
  })

  const RESP = {}
  publish(RESP, {
    encode(value) {
      expect.count(arguments.length, 1)
      return dataOf(host.resp.encode(value))
    },

    // an array of all values that are complete
    decode(data) {
      expect.count(arguments.length, 1)
      return data === null ? null : host.resp.decode(dataArgument(data, 1))
    },
  })

  // bottom-up, as JSON does it
  const revive = (holder, name, reviver) => {
    const value = holder[name]
    if (typeof value === 'object' && value !== null && !(value instanceof globals.Data)) {
      for (const key of Object.keys(value)) {
        const revived = revive(value, key, reviver)
        if (revived === undefined) delete value[key]
        else value[key] = revived
      }
    }
    return reviver.call(holder, name, value, holder)
  }

  const parseYaml = (text, reviver, options) => {
    const revived = expect.optional(expect.func, reviver, 2)
    const { strings = false } = expect.optional(expect.object, options, 3) ?? {}
    const value = host.yaml.parse(text, strings === true)
    return revived === undefined ? value : revive({ '': value }, '', revived)
  }

  const YAML = {}
  publish(YAML, {
    parse(text, reviver, options) {
      expect.count(arguments.length, 1)
      return parseYaml(expect.string(text, 1), reviver, options)
    },

    decode(data, reviver, options) {
      expect.count(arguments.length, 1)
      const text = expect.instance(data, 1, globals.Data).toString()
      if (text === undefined) throw new TypeError('YAML: the data is not UTF-8')
      return parseYaml(text, reviver, options)
    },

    stringify(value) {
      return host.yaml.stringify(value)
    },

    encode(value) {
      return new globals.Data(host.yaml.stringify(value))
    },
  })

  const compressor = name =>
    function (data) {
      expect.count(arguments.length, 1)
      return data === null ? null : dataOf(host.compression[name](dataArgument(data, 1)))
    }

  const zlib = {}
  for (const name of ['deflate', 'inflate', 'gzip', 'gunzip']) publish(zlib, { [name]: compressor(name) })

  publish(globals, { Hessian, RESP, YAML, zlib })
})
