// reference, part F
new algo.Cache(k => k * 2).get(4) // => 8

// a miss allocates once, also when the value is undefined
const calls = []
const cache = new algo.Cache(k => (calls.push(k), undefined))
cache.get('a') // => undefined
cache.get('a') // => undefined
cache.has('a') // => true
calls // => ['a']

// without a callback a miss is undefined and leaves nothing behind
const cache = new algo.Cache()
cache.get('a') // => undefined
cache.has('a') // => false

// null stands for an absent callback
const freed = []
const cache = new algo.Cache(null, (k, v) => freed.push([k, v]))
cache.get(1) // => undefined
cache.set(1, 'x') // => undefined
cache.remove(1) // => true
cache.remove(1) // => false
freed // => [[1, 'x']]

// the limit holds for entries that come through get, too
const freed = []
const cache = new algo.Cache(2, k => k, k => freed.push(k))
cache.get(1), cache.get(2), cache.get(3)
freed // => [1]
cache.set(4, 4) // => undefined
freed // => [1, 2]
cache.has(3) // => true
cache.has(4) // => true

// get and find refresh, has and replacing do not
const cache = new algo.Cache(2)
cache.set('a', 1), cache.set('b', 2)
cache.get('a') // => 1
cache.set('c', 3)
['a', 'b', 'c'].map(k => cache.has(k)) // => [true, false, true]
cache.find('a') // => 1
cache.set('d', 4)
['a', 'c', 'd'].map(k => cache.has(k)) // => [true, false, true]
cache.has('a') // => true
cache.set('a', 5)
cache.set('e', 6)
['a', 'd', 'e'].map(k => cache.has(k)) // => [false, true, true]

// every value that leaves is freed once: replaced, removed, evicted, cleared
const freed = []
const cache = new algo.Cache(2, null, (k, v) => freed.push(k + v))
cache.set('a', 1), cache.set('a', 1), cache.set('a', 2)
freed // => ['a1']
cache.set('b', 3), cache.set('c', 4)
freed // => ['a1', 'a2']
cache.clear()
freed // => ['a1', 'a2', 'b3', 'c4']
cache.has('b') // => false

// clear frees in order of use, oldest first
const freed = []
const cache = new algo.Cache(null, k => freed.push(k))
cache.set('a', 1), cache.set('b', 2), cache.get('a')
cache.clear()
freed // => ['b', 'a']

// a limit of zero or less is none
const cache = new algo.Cache(-1)
for (let i = 0; i < 100; i++) cache.set(i, i)
cache.has(0) // => true

// a limited cache stays limited, whatever comes
let live = 0
const cache = new algo.Cache(10, k => (live++, k), () => live--)
for (let i = 0; i < 1000; i++) cache.get(i)
live // => 10

// a callback that throws stores nothing
const cache = new algo.Cache(k => { throw new Error(`no ${k}`) })
cache.get('a') // => Error: no a
cache.has('a') // => false

// an onFree that throws does not wedge the cache
let frees = 0
const cache = new algo.Cache(1, null, () => { frees++; throw new Error('not free') })
cache.set('a', 1)
cache.set('b', 2) // => Error: not free
cache.set('b', 2)
cache.has('a') // => false
frees // => 1

// an onFree that puts entries back does not make clear endless
const cache = new algo.Cache(null, (k, v) => cache.set(k, v))
cache.set('a', 1), cache.set('b', 2)
cache.clear()
cache.has('a') // => true

// keys: values by value, objects by identity
const cache = new algo.Cache()
const key = {}
cache.set(key, 'object'), cache.set(NaN, 'nan'), cache.set(1, 'number'), cache.set(undefined, 'u')
cache.get(key) // => 'object'
cache.get({}) // => undefined
cache.get(NaN) // => 'nan'
cache.get('1') // => undefined
cache.get(undefined) // => 'u'

// time to live in seconds, counted from set
const freed = []
const cache = new algo.Cache(null, (k, v) => freed.push(v), { ttl: 10 })
cache.set('a', 1)
tick(9_999)
cache.get('a') // => 1
cache.has('a') // => true
tick(1)
cache.has('a') // => false
freed // => [1]
cache.get('a') // => undefined

// set starts the time anew
const cache = new algo.Cache({ ttl: '2s' })
cache.set('a', 1), tick(1500), cache.set('a', 2), tick(1500)
cache.find('a') // => 2
tick(500)
cache.find('a') // => undefined

// an expired value is freed and allocated again
let n = 0
const freed = []
const cache = new algo.Cache(() => ++n, (k, v) => freed.push(v), { ttl: 1 })
cache.get('a') // => 1
tick(1000)
cache.get('a') // => 2
freed // => [1]
tick(1000)
cache.remove('a') // => false
freed // => [1, 2]

// units of time
const lives = (ttl, ms) => { const c = new algo.Cache({ ttl }); c.set(1, 1); tick(ms - 1); const before = c.has(1); tick(1); return before && !c.has(1) }
lives('100ms', 100) // => true
lives('1.5', 1500) // => true
lives('2m', 120_000) // => true
lives('1H', 3_600_000) // => true
lives('1d', 86_400_000) // => true

// expired entries that nobody asks for leave as others come
let live = 0
const cache = new algo.Cache(() => live++, () => live--, { ttl: 1 })
for (let i = 0; i < 100; i++) cache.get(i)
tick(1000)
for (let i = 100; i < 200; i++) cache.get(i)
live // => 100

// size as an option
const cache = new algo.Cache(k => k, null, { size: 2 })
cache.get(1), cache.get(2), cache.get(3)
[1, 2, 3].map(k => cache.has(k)) // => [false, true, true]

// a class like any other
class Counted extends algo.Cache { gets = 0; get(key) { this.gets++; return super.get(key) } }
const cache = new Counted(k => k)
cache.get(7) // => 7
cache.gets // => 1
cache instanceof algo.Cache // => true
cache.note = 'mine'
cache.note // => 'mine'
String(new algo.Cache()) // => '[object Cache]'

// errors
new algo.Cache('x') // => TypeError: argument #1 expects a function
new algo.Cache(1, 2) // => TypeError: argument #2 expects a function
new algo.Cache(1, null, 2) // => TypeError: argument #3 expects a function
new algo.Cache(null, null, 2) // => TypeError: argument #3 expects an object
new algo.Cache({ size: '9' }) // => TypeError: options.size expects a number
new algo.Cache({ ttl: '5x' }) // => TypeError: options.ttl expects seconds or a time such as '30s' or '5m'
new algo.Cache({ ttl: -1 }) // => TypeError: options.ttl expects seconds or a time such as '30s' or '5m'
new algo.Cache().get() // => TypeError: requires 1 or more arguments
new algo.Cache().find() // => TypeError: requires 1 or more arguments
new algo.Cache().has() // => TypeError: requires 1 or more arguments
new algo.Cache().remove() // => TypeError: requires 1 or more arguments
new algo.Cache().set(1) // => TypeError: requires 2 or more arguments
