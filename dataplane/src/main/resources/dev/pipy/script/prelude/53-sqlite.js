// sqlite: databases in files or in memory.
(function (host, globals) {
  'use strict'

  const { expect, publish, databases } = host

  class Statement {
    #query

    constructor(query) {
      this.#query = query
    }

    bind(index, value) {
      expect.count(arguments.length, 2)
      databases.bind(this.#query, expect.int(index, 1), value)
      return this
    }

    exec() {
      return databases.rows(this.#query)
    }

    step() {
      return databases.step(this.#query)
    }

    column(index) {
      expect.count(arguments.length, 1)
      return databases.column(this.#query, expect.int(index, 1))
    }

    row() {
      return databases.row(this.#query)
    }

    reset() {
      databases.reset(this.#query)
      return this
    }
  }

  class Database {
    #database

    constructor(database) {
      this.#database = database
    }

    #open() {
      if (this.#database === null) throw new TypeError('SQLite error: the database is closed')
      return this.#database
    }

    exec(sql) {
      expect.count(arguments.length, 1)
      return databases.execute(this.#open(), expect.string(sql, 1))
    }

    sql(text) {
      expect.count(arguments.length, 1)
      return new Statement(databases.prepare(this.#open(), expect.string(text, 1)))
    }

    close() {
      if (this.#database !== null) databases.close(this.#database)
      this.#database = null
    }
  }

  const READONLY = 1
  const READWRITE = 2
  const CREATE = 4

  const sqlite = (filename, flags) => {
    if (filename === undefined) expect.count(0, 1)
    const how = expect.optional(expect.int, flags, 2) ?? READWRITE | CREATE
    if (how !== READONLY && how !== READWRITE && how !== (READWRITE | CREATE)) {
      expect.fail(2, '1 to read only, 2 to read and write, or 6 to make the file, too')
    }
    return new Database(databases.open(expect.string(filename, 1), how === READONLY, (how & CREATE) !== 0))
  }

  publish(globals, { sqlite })
})
