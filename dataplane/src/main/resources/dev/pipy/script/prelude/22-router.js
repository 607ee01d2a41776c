// algo.URLRouter: values by host and path. Rules become trees of path segments, one per host.
(function (host, globals) {
  'use strict'

  const { expect, publish } = host

  // `exact` is the rule that ends here, `below` the one of `/*`; both are { value }
  class Node {
    exact
    below
    children
    // the child for any one segment
    any

    child(segment) {
      if (segment === '*') return (this.any ??= new Node())
      this.children ??= new Map()
      let child = this.children.get(segment)
      if (child === undefined) this.children.set(segment, (child = new Node()))
      return child
    }
  }

  // The rule for path[from..end), where `from` is past `end` once all segments are used up. The
  // more literal branch goes first; the rule with the longest matching prefix comes out.
  const match = (node, path, from, end) => {
    if (from > end) return node.exact ?? node.below
    if (node.children !== undefined || node.any !== undefined) {
      let to = path.indexOf('/', from)
      if (to < 0 || to > end) to = end
      const child = node.children?.get(path.substring(from, to))
      const rule = child === undefined ? undefined : match(child, path, to + 1, end)
      if (rule !== undefined) return rule
      if (node.any !== undefined && to > from) {
        const other = match(node.any, path, to + 1, end)
        if (other !== undefined) return other
      }
    }
    return node.below
  }

  // exactly one slash between any two
  const join = parts => {
    let text
    for (const part of parts) {
      if (part === undefined || part === null) continue
      text = text === undefined ? `${part}` : `${text.replace(/\/+$/, '')}/${`${part}`.replace(/^\/+/, '')}`
    }
    return text ?? ''
  }

  const invalid = pattern => {
    throw new Error(`invalid URL pattern ${JSON.stringify(pattern)}`)
  }

  class URLRouter {
    #anyHost = new Node()
    #hosts = new Map()
    // by what follows the first label: '.h.com' for '*.h.com'
    #wildcards = new Map()

    constructor(rules) {
      const given = expect.optional(expect.object, rules, 1) ?? {}
      for (const pattern of Object.keys(given)) this.#add(pattern, given[pattern])
    }

    add(pattern, value) {
      expect.count(arguments.length, 2)
      this.#add(expect.string(pattern, 1), value)
    }

    #add(pattern, value) {
      const slash = pattern.indexOf('/')
      if (slash < 0) invalid(pattern)
      const segments = pattern.substring(slash + 1).split('/')
      const below = segments.at(-1) === '*'
      if (below) segments.pop()
      let node = this.#tree(pattern.substring(0, slash).toLowerCase(), pattern)
      for (const segment of segments) node = node.child(segment)
      if (below) node.below = { value }
      else node.exact = { value }
    }

    #tree(name, pattern) {
      if (name === '') return this.#anyHost
      const wildcard = name === '*' || name.startsWith('*.')
      const key = wildcard ? name.substring(1) : name
      if (key.includes(':') || key.includes('*')) invalid(pattern)
      const trees = wildcard ? this.#wildcards : this.#hosts
      let tree = trees.get(key)
      if (tree === undefined) trees.set(key, (tree = new Node()))
      return tree
    }

    find(first, second) {
      // a host and a path, as nearly always, need not be joined
      if (
        arguments.length === 2 &&
        typeof first === 'string' &&
        typeof second === 'string' &&
        second.startsWith('/') &&
        !second.startsWith('//') &&
        !first.includes('/') &&
        !first.includes('?')
      ) {
        return this.#find(first, second)
      }
      const text = join(arguments)
      const query = text.indexOf('?')
      const located = query < 0 ? text : text.substring(0, query)
      const slash = located.indexOf('/')
      return slash < 0 ? undefined : this.#find(located.substring(0, slash), located.substring(slash))
    }

    #find(authority, path) {
      const query = path.indexOf('?')
      const end = query < 0 ? path.length : query
      let rule
      if (authority !== '' && (this.#hosts.size > 0 || this.#wildcards.size > 0)) {
        rule = this.#findByHost(authority, path, end)
      }
      return (rule ?? match(this.#anyHost, path, 1, end))?.value
    }

    #findByHost(authority, path, end) {
      const colon = authority.indexOf(':')
      const name = (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase()
      const own = this.#hosts.get(name)
      const rule = own === undefined ? undefined : match(own, path, 1, end)
      if (rule !== undefined || this.#wildcards.size === 0) return rule
      const dot = name.indexOf('.')
      const shared = this.#wildcards.get(dot < 0 ? '' : name.substring(dot))
      return shared === undefined ? undefined : match(shared, path, 1, end)
    }
  }

  publish(globals.algo, { URLRouter })
})
