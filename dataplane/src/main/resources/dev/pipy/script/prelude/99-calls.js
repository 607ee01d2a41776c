// How Java calls scripts. Runs last: it takes away what scripts must not have.
(function (host, globals) {
  'use strict'

  const { AsyncContext, Promise, ReferenceError } = globals
  const { calls, need, toHost } = host

  const outside = new Proxy(
    {},
    {
      get(target, slot) {
        throw new ReferenceError(calls.outsideText(String(slot)))
      },
      set(target, slot) {
        throw new ReferenceError(calls.outsideText(String(slot)))
      },
    }
  )

  const current = new AsyncContext.Variable({ defaultValue: outside })
  host.current = current
  host.identity = value => value

  // the client connection of the stream at hand; null for none
  host.inbound = () => {
    const variables = current.get()
    return variables === outside ? null : variables.__inbound
  }

  const wait = promise => {
    const pending = calls.pending()
    promise.then(
      value => {
        pending.fulfil(toHost(value))
      },
      reason => {
        pending.reject(reason)
      }
    )
  }

  const isPromise = value => typeof value === 'object' && value instanceof Promise

  const settle = result => {
    if (isPromise(result)) wait(result)
  }

  host.run0 = (context, fn) => settle(current.run(context, fn))
  host.run1 = (context, fn, a) => settle(current.run(context, fn, a))
  host.run2 = (context, fn, a, b) => settle(current.run(context, fn, a, b))

  const value = result => {
    if (isPromise(result)) {
      wait(result)
      return undefined
    }
    return toHost(result)
  }

  host.call0 = (context, fn) => value(current.run(context, fn))
  host.call1 = (context, fn, a) => value(current.run(context, fn, a))
  host.call2 = (context, fn, a, b) => value(current.run(context, fn, a, b))
  host.call3 = (context, fn, a, b, c) => value(current.run(context, fn, a, b, c))

  host.test = (context, fn) => !!current.run(context, fn)

  host.text = value => String(value)
  host.list = values => Array.from(values)
  host.object = (...parts) => host.newObject(parts)
  host.newInbound = (
    id, localAddress, localPort, remoteAddress, remotePort, destinationAddress, destinationPort
  ) => ({
    // scripts may keep what they know of a client here
    id,
    localAddress,
    localPort,
    remoteAddress,
    remotePort,
    destinationAddress,
    destinationPort,
  })

  // What scripts may get that have not named it. The file is looked for once: some come with each
  // connection.
  const withFile = (names, member) => java => {
    if (host[member] === undefined) need(names)
    return host[member](java)
  }

  host.newCertificateChain = withFile('crypto', 'certificateChainOf')
  host.newPrivateKey = withFile('crypto', 'privateKeyFrom')
  host.newQuota = withFile('algo Quota', 'quotaOf')
  host.describe = withFile('console', 'show')

  host.probe = () => {
    throw new Error('probe')
  }

  host.install(globals.pipy, {
    // a function sees a copy of the context variables
    fork(fn) {
      host.check.func(fn, 1)
      const variables = current.get()
      return variables === outside ? fn() : current.run(calls.copy(variables), fn)
    },
  })

  delete globals.AsyncContext
  delete globals.eval
  delete globals.arguments
})
