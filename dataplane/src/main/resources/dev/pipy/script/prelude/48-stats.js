// stats: metrics of the process. Numbers live in Java, in series by label values.
(function (host, globals) {
  'use strict'

  const { expect, publish, metrics, log } = host
  const KEPT = 10_000

  const labelNames = (names, position) => {
    if (names === undefined || names === null) return []
    if (!Array.isArray(names)) expect.fail(position, 'an array')
    return names.map(String)
  }

  // set while a sub-metric is made: its series
  let given = null

  class Metric {
    #series
    #labels
    #depth = 0
    #children = new Map()

    constructor(kind, name, labels, bounds) {
      if (given !== null) {
        ;[this.#series, this.#labels, this.#depth] = given
        given = null
        return
      }
      this.#labels = labels
      this.#series = metrics.metric(kind, expect.string(name, 1), labels, bounds)
    }

    static seriesOf(metric) {
      return metric.#series
    }

    get name() {
      return this.#depth === 0 ? metrics.label(this.#series) : this.#labels[this.#depth - 1]
    }

    get label() {
      return metrics.label(this.#series)
    }

    get dimensions() {
      return this.#labels.length
    }

    #wrap(series, depth) {
      given = [series, this.#labels, depth]
      return new this.constructor()
    }

    #child(value) {
      const known = this.#children.get(value)
      if (known !== undefined) return known
      const series = metrics.child(this.#series, value)
      if (series === null) return null
      const child = this.#wrap(series, this.#depth + 1)
      // what went over the limit of series shares one, which is not worth a place of its own
      if (this.#children.size < KEPT) this.#children.set(value, child)
      return child
    }

    withLabels(...values) {
      if (this.#depth === this.#labels.length) return null
      let node = this
      for (const value of values) {
        const child = node.#child(String(value))
        if (child === null) break
        node = child
      }
      return node
    }

    submetrics() {
      return Array.from(metrics.children(this.#series), series => this.#child(metrics.label(series)))
    }

    zero() {
      metrics.zero(this.#series)
    }

    clear() {
      metrics.clear(this.#series)
    }
  }

  const { seriesOf } = Metric
  delete Metric.seriesOf

  const amount = (value, position) => expect.optional(expect.number, value, position) ?? 1

  class Counter extends Metric {
    constructor(name, labels) {
      super('counter', name, given === null ? labelNames(labels, 2) : [], [])
    }

    get type() {
      return 'Counter'
    }

    get value() {
      return metrics.numbers(seriesOf(this))[0]
    }

    increase(n) {
      const by = amount(n, 1)
      if (!(by >= 0)) throw new TypeError(`increase: ${by} (expected: 0 or more, for a counter)`)
      metrics.add(seriesOf(this), by)
    }
  }

  const collecting = []

  class Gauge extends Metric {
    constructor(name, labels, onCollect) {
      const isNew = given === null
      super('gauge', name, isNew ? labelNames(labels, 2) : [], [])
      const collect = isNew ? expect.optional(expect.func, onCollect, 3) : undefined
      if (collect !== undefined) {
        if (collecting.length === 0) metrics.collectBy(collectAll)
        collecting.push(() => collect(this))
      }
    }

    get type() {
      return 'Gauge'
    }

    get value() {
      return metrics.numbers(seriesOf(this))[0]
    }

    set(n) {
      metrics.set(seriesOf(this), expect.number(n, 1))
    }

    increase(n) {
      metrics.add(seriesOf(this), amount(n, 1))
    }

    decrease(n) {
      metrics.add(seriesOf(this), -amount(n, 1))
    }
  }

  const collectAll = () => {
    for (const collect of collecting) {
      try {
        collect()
      } catch (error) {
        log.write('error', `stats: onCollect failed: ${error}`)
      }
    }
  }

  class Histogram extends Metric {
    #bounds

    constructor(name, buckets, labels) {
      if (given !== null) {
        super()
        return
      }
      if (!Array.isArray(buckets)) expect.fail(2, 'an array')
      const bounds = buckets.filter(limit => limit !== Infinity)
      bounds.forEach(limit => {
        if (typeof limit !== 'number') throw new TypeError(`buckets: ${limit} (expected: a number)`)
      })
      super('histogram', name, labelNames(labels, 3), bounds)
      this.#bounds = bounds
    }

    static boundsOf(histogram, bounds) {
      histogram.#bounds ??= bounds
      return histogram.#bounds
    }

    get type() {
      return `Histogram[${[...(this.#bounds ?? []), '"Inf"']}]`
    }

    // counts of the buckets, then the count and the sum of all samples
    get value() {
      return Array.from(metrics.numbers(seriesOf(this)))
    }

    withLabels(...values) {
      const child = super.withLabels(...values)
      if (child !== null) boundsOf(child, this.#bounds)
      return child
    }

    submetrics() {
      const all = super.submetrics()
      all.forEach(child => boundsOf(child, this.#bounds))
      return all
    }

    observe(n) {
      metrics.observe(seriesOf(this), expect.number(n, 1))
    }

    // the limit of the first bucket up to which so many percent of the samples lie
    percentile(percent) {
      const p = expect.number(percent, 1)
      const counts = this.value
      const wanted = (counts.at(-2) * p) / 100
      let count = 0
      for (let i = 0; i < this.#bounds.length; i++) {
        count += counts[i]
        if (count >= wanted) return this.#bounds[i]
      }
      return Infinity
    }
  }

  const { boundsOf } = Histogram
  delete Histogram.boundsOf

  // the last metric of each name that this worker made
  const named = new Map()
  const remembering = type =>
    new Proxy(type, {
      construct(target, args, newTarget) {
        const metric = Reflect.construct(target, args, newTarget)
        if (given === null) named.set(args[0], metric)
        return metric
      },
    })

  const stats = {}
  publish(stats, {
    Counter: remembering(Counter),
    Gauge: remembering(Gauge),
    Histogram: remembering(Histogram),

    // numbers are those of all workers as they are
    sum(names) {
      if (!Array.isArray(names)) expect.fail(1, 'an array')
      collectAll()
      const metrics = {}
      for (const name of names) if (named.has(name)) metrics[name] = named.get(name)
      return Promise.resolve(metrics)
    },

    text() {
      collectAll()
      return metrics.text()
    },
  })
  publish(globals, { stats })
})
