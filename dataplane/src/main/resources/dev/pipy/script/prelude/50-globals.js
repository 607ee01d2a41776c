// repeat, branch and select: control flow for scripts made of expressions.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  const resultOf = value => (typeof value === 'function' ? value() : value)

  // while the callback returns something truthy
  const repeatWhile = (count, fn) => {
    let result
    for (let i = 0; i < count; i++) {
      result = fn(i)
      if (!result) break
    }
    return result
  }

  // until the callback returns something
  const repeatOver = (items, fn) => {
    for (let i = 0; i < items.length; i++) {
      const result = fn(items[i], i)
      if (result !== undefined) return result
    }
    return undefined
  }

  const repeat = function (first, fn) {
    expect.count(arguments.length, 1)
    if (typeof first === 'function') return repeatWhile(Infinity, first)
    if (Array.isArray(first)) return repeatOver(first, expect.func(fn, 2))
    if (typeof first !== 'number') expect.fail(1, 'a function')
    expect.count(arguments.length, 2)
    return repeatWhile(Math.trunc(first), expect.func(fn, 2))
  }

  // the result of the first case that holds, else the one left over
  const firstCase = (cases, from, holds) => {
    let at = from
    for (; at + 1 < cases.length; at += 2) {
      if (holds(resultOf(cases[at]))) return resultOf(cases[at + 1])
    }
    return at < cases.length ? resultOf(cases[at]) : undefined
  }

  const branch = (...cases) => {
    expect.count(cases.length, 2)
    return firstCase(cases, 0, condition => condition)
  }

  const select = (...cases) => {
    expect.count(cases.length, 3)
    // loosely equal, as the original has it
    return firstCase(cases, 1, candidate => candidate == cases[0])
  }

  publish(globals, { repeat, branch, select })
})
