// XML: trees of nodes. Java reads; writing is done here.
(function (host, globals) {
  'use strict'

  const { expect, publish, xml } = host
  const DEEPEST = 200

  class Node {
    #name
    #attributes
    #children

    constructor(name, attributes, children) {
      expect.count(arguments.length, 1)
      this.#name = expect.string(name, 1)
      this.#attributes = expect.optional(expect.object, attributes, 2) ?? null
      if (children !== undefined && children !== null && !Array.isArray(children)) {
        expect.fail(3, 'an array')
      }
      this.#children = children ?? null
    }

    get name() {
      return this.#name
    }

    get attributes() {
      return this.#attributes
    }

    get children() {
      return this.#children
    }
  }

  const newNode = (name, attributes, children) => {
    const object = attributes.length === 0 ? null : {}
    for (let i = 0; i < attributes.length; i += 2) object[attributes[i]] = attributes[i + 1]
    return new Node(name, object, Array.from(children))
  }

  const parse = function (text) {
    expect.count(arguments.length, 1)
    const root = xml.parse(expect.string(text, 1), newNode)
    return root === null ? null : new Node('', {}, [root])
  }

  const decode = function (data) {
    expect.count(arguments.length, 1)
    if (data === null) return null
    const text = expect.instance(data, 1, globals.Data).toString()
    return text === undefined ? null : parse(text)
  }

  // XML 1.0, section 2.3
  const NAME = /^[:A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}][-.0-9\u{B7}\u{300}-\u{36F}\u{203F}-\u{2040}:A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}]*$/u
  // what no document can hold, not even escaped (section 2.2)
  const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

  const nameOf = name => {
    if (!NAME.test(name)) throw new TypeError(`XML name '${name}' is not valid`)
    return name
  }

  const checked = text => {
    const found = FORBIDDEN.exec(text)
    if (found !== null) {
      const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
      throw new TypeError(`XML cannot hold the character U+${code}`)
    }
    return text
  }

  const ESCAPES = {
    '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;',
  }
  const attributeText = value => checked(String(value)).replace(/[&<>"'\t\n\r]/g, c => ESCAPES[c])

  // a carriage return would be read as a line feed, and is no text in CDATA
  const textOf = value => {
    const text = checked(String(value))
    if (text.includes('\r')) return text.replace(/[&<>\r]/g, c => ESCAPES[c])
    return /[<>&]/.test(text) ? `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : text
  }

  const write = (node, indent, depth, out) => {
    if (depth > DEEPEST) throw new TypeError(`XML nodes are nested deeper than ${DEEPEST} levels`)
    const name = nameOf(node.name)
    out.push('<', name)
    for (const [key, value] of Object.entries(node.attributes ?? {})) {
      out.push(' ', nameOf(key), '="', attributeText(value), '"')
    }
    const children = node.children ?? []
    if (children.length === 0) {
      out.push('/>')
      return
    }
    out.push('>')
    if (children.length === 1 && !(children[0] instanceof Node)) {
      out.push(textOf(children[0]))
    } else {
      for (const child of children) {
        lineBreak(indent, depth + 1, out)
        if (child instanceof Node) write(child, indent, depth + 1, out)
        else out.push(textOf(child))
      }
      lineBreak(indent, depth, out)
    }
    out.push('</', name, '>')
  }

  const lineBreak = (indent, depth, out) => {
    if (indent > 0) out.push('\n', ' '.repeat(indent * depth))
  }

  const stringify = function (doc, space) {
    expect.count(arguments.length, 1)
    const indent = Math.min(Math.max(Math.trunc(expect.optional(expect.number, space, 2) ?? 0), 0), 10)
    expect.instance(doc, 1, Node)
    const children = doc.children ?? []
    if (children.length !== 1 || !(children[0] instanceof Node)) return ''
    const out = []
    write(children[0], indent, 0, out)
    return out.join('')
  }

  const encode = function (doc, space) {
    expect.count(arguments.length, 1)
    return doc === null ? null : new globals.Data(stringify(doc, space))
  }

  const XML = {}
  publish(XML, { Node, parse, decode, stringify, encode })
  publish(globals, { XML })
})
