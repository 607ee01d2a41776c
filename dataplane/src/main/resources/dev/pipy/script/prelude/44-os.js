// os: the environment and the files of the host.
(function (host, globals) {
  'use strict'

  const { expect, publish, files, program, dataOf, textArgument } = host

  const TYPE = 0o170000

  class Stats {
    constructor(facts) {
      for (let i = 0; i < facts.length; i += 2) this[facts[i]] = facts[i + 1]
      this.blksize = 4096
      this.blocks = Math.ceil(this.size / 512)
    }

    #is(type) {
      return (this.mode & TYPE) === type
    }

    isFile() {
      return this.#is(0o100000)
    }

    isDirectory() {
      return this.#is(0o040000)
    }

    isCharacterDevice() {
      return this.#is(0o020000)
    }

    isBlockDevice() {
      return this.#is(0o060000)
    }

    isFIFO() {
      return this.#is(0o010000)
    }

    isSymbolicLink() {
      return this.#is(0o120000)
    }

    isSocket() {
      return this.#is(0o140000)
    }
  }

  const content = (value, position) => (value === null ? textArgument('', position) : textArgument(value, position))

  const flags = (options, position) => {
    const { recursive = false, force = false } = expect.optional(expect.object, options, position) ?? {}
    return [recursive === true, force === true]
  }

  const list = path => Array.from(files.list(expect.string(path, 1)))

  const segments = path => {
    const absolute = path.startsWith('/')
    const kept = []
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue
      if (part !== '..') kept.push(part)
      else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
      else if (!absolute) kept.push(part)
    }
    return [absolute, kept]
  }

  const normalize = path => {
    const [absolute, kept] = segments(expect.string(path, 1))
    const end = path.endsWith('/') && kept.length > 0 ? '/' : ''
    return absolute ? `/${kept.join('/')}${end}` : (kept.join('/') || '.') + end
  }

  const path = {}
  publish(path, {
    normalize,

    // one slash between the parts; dots stay
    join(...parts) {
      const joined = parts.map((part, i) => expect.string(part, i + 1)).filter(part => part !== '')
      return joined.length === 0 ? '.' : joined.join('/').replace(/\/{2,}/g, '/')
    },

    resolve(...parts) {
      let resolved = ''
      parts.forEach((part, i) => {
        if (expect.string(part, i + 1) !== '') resolved = part.startsWith('/') ? part : `${resolved}/${part}`
      })
      const given = parts.some(part => part.startsWith('/')) ? resolved : `${files.absolute('')}/${resolved}`
      return normalize(given).replace(/(.)\/$/, '$1')
    },

    dirname(path) {
      const trimmed = expect.string(path, 1).replace(/(.)\/+$/, '$1')
      const slash = trimmed.lastIndexOf('/')
      if (slash < 0) return '.'
      return slash === 0 ? '/' : trimmed.slice(0, slash)
    },

    basename(path, suffix) {
      const trimmed = expect.string(path, 1).replace(/\/+$/, '')
      const name = trimmed.slice(trimmed.lastIndexOf('/') + 1)
      const end = expect.optional(expect.string, suffix, 2) ?? ''
      return end !== '' && name !== end && name.endsWith(end) ? name.slice(0, -end.length) : name
    },
  })

  const remove = name =>
    function (path, options) {
      expect.count(arguments.length, 1)
      files.remove(`os.${name}`, expect.string(path, 1), ...flags(options, 2))
    }

  // enumerable, unlike the rest
  const env = {}
  const variables = program.environment()
  for (let i = 0; i < variables.length; i += 2) env[variables[i]] = variables[i + 1]

  const os = { env }
  publish(globals, { os })
  publish(os, {
    path,
    platform: files.platform(),

    home() {
      return files.home()
    },

    chdir(path) {
      expect.count(arguments.length, 1)
      files.chdir(expect.string(path, 1))
    },

    abspath(path) {
      expect.count(arguments.length, 1)
      return files.absolute(expect.string(path, 1))
    },

    stat(path) {
      expect.count(arguments.length, 1)
      const facts = files.stat(expect.string(path, 1))
      return facts === null ? null : new Stats(facts)
    },

    list,
    readDir: list,

    read(path) {
      expect.count(arguments.length, 1)
      return dataOf(files.read(expect.string(path, 1)))
    },

    readFile(path) {
      expect.count(arguments.length, 1)
      const bytes = files.readOrNull(expect.string(path, 1))
      return bytes === null ? null : dataOf(bytes)
    },

    write(path, data) {
      expect.count(arguments.length, 2)
      files.write(expect.string(path, 1), content(data, 2))
    },

    writeFile(path, data) {
      expect.count(arguments.length, 2)
      return files.writeOrFalse(expect.string(path, 1), content(data, 2)) ? undefined : null
    },

    rename(from, to) {
      expect.count(arguments.length, 2)
      files.rename(expect.string(from, 1), expect.string(to, 2))
    },

    unlink(path) {
      expect.count(arguments.length, 1)
      return files.unlink(expect.string(path, 1))
    },

    mkdir(path, options) {
      expect.count(arguments.length, 1)
      files.makeDirectory(expect.string(path, 1), flags(options, 2)[0])
    },

    kill(pid, signal) {
      expect.count(arguments.length, 1)
      const number = expect.optional(expect.int, signal, 2) ?? 0
      if (![0, 9, 15].includes(number)) {
        throw new TypeError(`os.kill: signal ${number} (expected: 0, 9 or 15)`)
      }
      const refusal = program.killRefusal()
      if (refusal !== '') throw new TypeError(refusal)
      return program.kill(expect.int(pid, 1), number)
    },

    rmdir: remove('rmdir'),
    rm: remove('rm'),
  })
})
