// pipy(): configurations and what a script may ask of the program.
(function (host, globals) {
  'use strict'

  const { check, builders, connections, program, processes, runs, terminal, timers } = host
  const { Promise } = globals

  // initial values of all context variables, by slot
  const initial = Object.create(null)
  host.initial = initial

  const declare = (builder, namespace, variables) => {
    for (const name of Object.keys(variables)) {
      initial[builders.slot(builder, namespace, name)] = variables[name]
    }
  }

  class Configuration {
    #builder

    constructor(builder) {
      this.#builder = builder
    }

    static isInstance(value) {
      return typeof value === 'object' && value !== null && #builder in value
    }

    static call(configuration, method, args) {
      builders.call(configuration.#builder, method, args)
      return configuration
    }

    static unknown(configuration, method) {
      builders.unknown(configuration.#builder, method)
      return configuration
    }

    export(namespace, variables) {
      check.string(namespace, 1)
      if (check.object(variables, 2) === null) throw new TypeError('variable list cannot be null')
      declare(this.#builder, namespace, variables)
      return this
    }

    // calls a function with this configuration, and with each element and its index
    repeat(source, fn) {
      if (Array.isArray(source)) {
        check.func(fn, 2)
        source.forEach((element, i) => fn(this, element, i))
      } else {
        check.int(source, 1)
        check.func(fn, 2)
        for (let i = 0; i < source; i++) fn(this, i)
      }
      return this
    }

    // what is imported is read off the text; the names are bound once all modules are loaded
    import(variables) {
      check.object(variables, 1)
      return this
    }
  }

  const { isInstance, call, unknown } = Configuration
  delete Configuration.isInstance
  delete Configuration.call
  delete Configuration.unknown

  // A filter's method is made when a script asks for it: there are far more filters than one uses. One
  // that no filter has is found at its call, so that loading goes on and finds the rest.
  const names = new Set(builders.methods().split(' '))
  const methods = Object.create(null)

  const methodOf = name =>
    (methods[name] ??= {
      [name](...args) {
        return call(this, name, args)
      },
    }[name])

  Object.setPrototypeOf(
    Configuration.prototype,
    new Proxy(Object.prototype, {
      has(target, name) {
        return names.has(name) || Reflect.has(target, name)
      },
      get(target, name, receiver) {
        if (names.has(name)) return methodOf(name)
        if (typeof name === 'symbol' || name in target) return Reflect.get(target, name, receiver)
        if (name === 'then' || name === 'toJSON' || !isInstance(receiver)) return undefined
        return () => unknown(receiver, name)
      },
    })
  )

  host.isConfiguration = isInstance
  host.build = (fn, builder) => {
    fn(new Configuration(builder))
  }

  const pipy = variables => {
    if (typeof variables === 'function') {
      variables = variables()
      if (typeof variables !== 'object' || variables === null) {
        throw new TypeError('function did not return an object')
      }
    } else if (variables !== undefined && typeof variables !== 'object') {
      check.fail(1, 'an object or a function')
    }
    const builder = builders.open()
    if (builder === null) throw new Error('pipy() can only be called while a script loads')
    declare(builder, null, variables ?? {})
    return new Configuration(builder)
  }

  // the program waits for a pipeline like any other that runs at its end
  const atExit = fn => {
    const builder = builders.open()
    if (builder === null) throw new Error('pipy.exit(function) can only be called while a script loads')
    const end = () => new globals.StreamEnd()
    builders.call(builder, 'exit', [() => Promise.resolve(fn()).then(end, end)])
  }

  const thread = Object.freeze({ id: program.workerIndex(), concurrency: program.workers() })

  // what a script that still loads asks for begins when the loop is there
  const later = work =>
    new Promise((resolve, reject) =>
      timers.after(0, () => work(resolve, why => reject(new Error(why)))))

  host.install(pipy, {
    load(path) {
      check.string(path, 1)
      const bytes = program.read(path)
      return bytes === null ? null : host.dataOf(bytes)
    },
    list(path) {
      return Array.from(program.list(check.string(path, 1)))
    },
    solve(path) {
      return program.solve(check.string(path, 1))
    },
    patch(path, content) {
      program.patch(check.string(path, 1), host.textArgument(content, 2))
    },
    mount(path, folder) {
      program.mount(check.string(path, 1), check.string(folder, 2))
    },
    unmount(path) {
      program.unmount(check.string(path, 1))
    },
    exec(command, options) {
      const { env, stdin, stderr, onExit } = check.optional(check.object, options, 2, {})
      const input = stdin === undefined || stdin === null ? null : host.textArgument(stdin, 2)
      const ended = processes.run(command, env, input, stderr === true)
      if (typeof onExit === 'function') onExit(ended.exitCode(), host.dataOf(ended.takeErrors()))
      return host.dataOf(ended.takeOutput())
    },
    exit(code) {
      if (typeof code === 'function') atExit(code)
      else program.exit(check.optional(check.int, code, 1, 0))
    },
    restart() {
      program.restart()
    },
    watch(path) {
      const watched = runs.watched(check.string(path, 1))
      return later((resolve, reject) =>
        runs.watch(watched, files => resolve(Array.from(files)), reject))
    },
    read(file, pipeline, argument) {
      check.string(file, 1)
      check.func(pipeline, 2)
      return later((resolve, reject) => runs.read(file, pipeline, argument, resolve, reject))
    },
    argv: Array.from(program.arguments()),
    source: program.source(),
    inbound: Object.freeze({
      get count() {
        return connections.inbounds()
      },
      forEach(fn) {
        connections.eachInbound(check.func(fn, 1))
      },
    }),
    outbound: Object.freeze({
      get count() {
        return connections.outbounds()
      },
      forEach(fn) {
        connections.eachOutbound(check.func(fn, 1))
      },
    }),
    tty: Object.freeze({
      get raw() {
        return terminal.isRaw()
      },
      set raw(isRaw) {
        terminal.raw(check.boolean(isRaw, 1))
      },
    }),
    now() {
      return program.uptimeMillis()
    },
    performance: Object.freeze({ timeOrigin: program.startMillis(), now: () => program.uptimeMillis() }),
    pid: program.pid(),
    uuid: program.processId(),
    since: program.startMillis(),
    version: Object.freeze({ tag: program.version() }),
    thread,
  })

  // a function has a name of its own otherwise
  Object.defineProperty(pipy, 'name', { value: program.name(), configurable: true })

  host.install(globals, { pipy, __thread: thread })
})
