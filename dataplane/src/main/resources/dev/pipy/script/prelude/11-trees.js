// How Java makes plain data for scripts, and reads a Data inside of it.
(function (host, globals) {
  'use strict'

  const { dataOf, isData, bytesOf } = host

  const newObject = parts => {
    const object = {}
    for (let i = 0; i < parts.length; i += 2) {
      if (parts[i] === '__proto__') {
        // an assignment would change what the object inherits from
        Object.defineProperty(object, '__proto__', {
          value: parts[i + 1],
          writable: true,
          enumerable: true,
          configurable: true,
        })
      } else {
        object[parts[i]] = parts[i + 1]
      }
    }
    return object
  }

  host.newObject = newObject

  host.trees.connect({
    newObject,
    newArray: elements => Array.from(elements),
    newBigInt: digits => globals.BigInt(digits),
    newDate: millis => new Date(millis),
    newData: dataOf,
    newError: message => new globals.Error(message),
    messageOf: error => String(error.message),
    // the bytes of a Data, what an Int stands for, or null
    leafOf: value => (isData(value) ? bytesOf(value) : (host.intLeaf?.(value) ?? null)),
    raise: message => {
      throw new TypeError(message)
    },
  })

  // the bytes of an argument that has to be a Data
  host.dataArgument = (value, position) =>
    isData(value) ? bytesOf(value) : host.check.fail(position, 'an instance of Data')

  // the bytes of an argument that may be text
  host.textArgument = (value, position) => {
    if (typeof value === 'string') return bytesOf(new globals.Data(value))
    return isData(value) ? bytesOf(value) : host.check.fail(position, 'a string or an instance of Data')
  }
})
