// reference, part F
JSON.parse('{') // => undefined
JSON.stringify([undefined, NaN, () => 1]) // => '[null,null,null]'
JSON.stringify({ a: 1 }, null, 2) // => '{\n  "a": 1\n}'

// reading
JSON.parse(' [1, "x", null, true] ') // => [1, 'x', null, true]
JSON.parse('3') // => 3
JSON.parse('') // => undefined
JSON.parse('1 2') // => undefined
JSON.parse('[1,]') // => undefined
JSON.parse('/* */ 1') // => undefined
JSON.parse('{"a":1,"b":2,"a":3}') // => { a: 3, b: 2 }
Object.keys(JSON.parse('{"__proto__":1}')) // => ['__proto__']
// integers of any size are read, as doubles
JSON.parse('18446744073709551616') // => 18446744073709552000
JSON.parse('1e20') // => 100000000000000000000

// a reviver, as in the later version
JSON.parse('{"a":[1,2]}', (k, v) => (typeof v === 'number' ? v * 2 : v)) // => { a: [2, 4] }
JSON.parse('1', () => { throw new Error('mine') }) // => Error: mine
JSON.parse('{', () => 1) // => undefined

// bytes
JSON.decode(new Data('{"a":"é"}')) // => { a: 'é' }
JSON.decode(new Data('{')) // => undefined
JSON.decode(new Data('"\ud800"')) // => undefined
JSON.decode(null) // => undefined
JSON.encode({ a: 1 }) // => new Data('{"a":1}')
JSON.encode({ a: 1 }, null, 1) // => new Data('{\n "a": 1\n}')
JSON.encode(undefined) // => undefined
JSON.encode([1], (k, v) => (k === 0 ? 'x' : v)) // => new Data('["x"]')

// writing
JSON.stringify(undefined) // => undefined
JSON.stringify(null) // => 'null'
JSON.stringify(NaN) // => 'null'
JSON.stringify(-Infinity) // => 'null'
JSON.stringify(() => 1) // => '{}'
JSON.stringify({ a: undefined, b: () => 1, c: null }) // => '{"c":null}'
JSON.stringify([0.1, 1e21, 1.5, 9007199254740991, 1e-7]) // => '[0.1,1e+21,1.5,9007199254740991,1e-7]'
JSON.stringify({ z: 1, a: 2 }) // => '{"z":1,"a":2}'
JSON.stringify(new Date(0)) // => '"1970-01-01T00:00:00.000Z"'
JSON.stringify({ d: new Data('x'), r: /x/ }) // => '{"d":{},"r":{}}'
// text is always valid
JSON.stringify('\u0000\u0007\u000b\n"\\é') // => '"\\u0000\\u0007\\u000b\\n\\"\\\\é"'
JSON.stringify('\ud800') // => '"\\ud800"'

// space is a number from 0 to 10
JSON.stringify([1], null, 99) // => '[\n          1\n]'
JSON.stringify([1], null, -1) // => '[1]'
JSON.stringify([], null, 2) // => '[]'
JSON.stringify([1], null, '  ') // => TypeError: argument #3 expects a number

// a replacer is given the holder; the root has neither name nor holder, items have numbers
const seen = []
JSON.stringify({ a: [7] }, (k, v, h) => (seen.push([k, h]), v)) // => '{"a":[7]}'
seen // => [[undefined, null], ['a', { a: [7] }], [0, [7]]]
JSON.stringify({ a: 1, b: 2 }, (k, v) => (k === 'a' ? undefined : v)) // => '{"b":2}'
JSON.stringify([1, 2], (k, v) => (v === 1 ? { '': 0 } : v)) // => '[{"":0},2]'
JSON.stringify(1, () => { throw new Error('mine') }) // => Error: mine
JSON.stringify({ a: 1 }, ['a']) // => TypeError: argument #2 expects a function

// an object inside itself is null, one that is merely used twice is not
const loop = { a: { b: 1 } }
loop.self = loop
loop.list = [loop, loop.a, loop.a]
JSON.stringify(loop) // => '{"a":{"b":1},"self":null,"list":[null,{"b":1},{"b":1}]}'
JSON.stringify(loop, (k, v) => v) // => '{"a":{"b":1},"self":null,"list":[null,{"b":1},{"b":1}]}'
JSON.stringify({ n: 9007199254740993n, list: [-1n] }) // => '{"n":9007199254740993,"list":[-1]}'
JSON.encode(5n).toString() // => '5'
JSON.stringify({ n: 1 }, (key, value) => (key === 'n' ? 2n : value)) // => '{"n":2}'

// errors
JSON.parse() // => TypeError: requires 1 or more arguments
JSON.parse(1) // => TypeError: argument #1 expects a string
JSON.parse('1', 2) // => TypeError: argument #2 expects a function
JSON.decode('1') // => TypeError: argument #1 expects an instance of Data
JSON.decode() // => TypeError: requires 1 or more arguments
Object.prototype.toString.call(JSON) // => '[object JSON]'
