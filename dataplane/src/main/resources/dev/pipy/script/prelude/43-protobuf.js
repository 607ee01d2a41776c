// protobuf: messages without their schema. Java holds the fields and knows the types.
(function (host, globals) {
  'use strict'

  const { expect, publish, dataOf, dataArgument, protobuf: java } = host

  const largestField = 2 ** 29 - 1
  const fieldNumber = number =>
    Number.isInteger(number) && number >= 1 && number <= largestField
      ? number
      : expect.fail(1, `a field number from 1 to ${largestField}`)

  const arrayArgument = (value, position) =>
    Array.isArray(value) ? value : expect.fail(position, 'an array')

  let wrapped = null

  class Message {
    #fields

    constructor() {
      this.#fields = wrapped ?? java.create()
      wrapped = null
    }

    static fieldsOf(message) {
      return message.#fields
    }

    static isMessage(value) {
      return typeof value === 'object' && value !== null && #fields in value
    }

    getWireType(field) {
      return java.wireType(this.#fields, fieldNumber(field))
    }

    getMessage(field) {
      const fields = java.message(this.#fields, fieldNumber(field))
      return fields === null ? null : wrap(fields)
    }

    // a copy, so that no message is inside itself
    setMessage(field, message) {
      return this.setBytes(field, message === undefined || message === null ? null : encoded(message, 2))
    }

    getMessageArray(field) {
      const messages = this.getBytesArray(field)?.map(data => protobuf.decode(data))
      return messages === undefined || messages.includes(null) ? null : messages
    }

    setMessageArray(field, messages) {
      return this.setBytesArray(field, messages?.map?.(message => encoded(message, 2)) ?? messages)
    }
  }

  const { fieldsOf, isMessage } = Message
  delete Message.fieldsOf
  delete Message.isMessage

  const wrap = fields => {
    wrapped = fields
    return new Message()
  }

  const encoded = (message, position) =>
    isMessage(message)
      ? dataOf(java.encode(fieldsOf(message)))
      : expect.fail(position, 'an instance of protobuf.Message')

  const methodsOf = (name, missing) => {
    const type = name.toUpperCase()
    return {
      [`get${name}`](field) {
        return java.last(fieldsOf(this), fieldNumber(field), type) ?? missing
      },

      [`set${name}`](field, value) {
        expect.count(arguments.length, 2)
        java.set(fieldsOf(this), fieldNumber(field), type, value)
        return this
      },

      [`get${name}Array`](field) {
        return java.all(fieldsOf(this), fieldNumber(field), type)
      },

      [`set${name}Array`](field, values) {
        expect.count(arguments.length, 2)
        const elements = expect.optional(arrayArgument, values, 2) ?? []
        java.setAll(fieldsOf(this), fieldNumber(field), type, elements)
        return this
      },
    }
  }

  for (const size of ['32', '64']) {
    for (const kind of ['Int', 'Uint', 'Sint', 'Fixed', 'Sfixed']) {
      publish(Message.prototype, methodsOf(kind + size, 0))
    }
  }
  publish(Message.prototype, methodsOf('Float', 0))
  publish(Message.prototype, methodsOf('Double', 0))
  publish(Message.prototype, methodsOf('Bool', false))
  publish(Message.prototype, methodsOf('String', undefined))
  publish(Message.prototype, methodsOf('Bytes', null))

  const protobuf = {}
  publish(protobuf, {
    Message,

    decode(data) {
      expect.count(arguments.length, 1)
      const fields = data === null ? null : java.decode(dataArgument(data, 1))
      return fields === null ? null : wrap(fields)
    },

    encode(message) {
      expect.count(arguments.length, 1)
      return message === null ? null : encoded(message, 1)
    },
  })

  publish(globals, { protobuf })
})
