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

  const sqlite = filename => {
    if (filename === undefined) expect.count(0, 1)
    return new Database(databases.open(expect.string(filename, 1)))
  }

  publish(globals, { sqlite })
})
