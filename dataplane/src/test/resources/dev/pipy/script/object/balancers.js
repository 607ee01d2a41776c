// reference, A14.3: exact schedules of RoundRobin
const turns = (targets, n) => { const b = new algo.RoundRobinLoadBalancer(targets); return Array.from({ length: n }, () => b.select()).join(' ') }
turns(['a', 'b', 'c'], 7) // => 'a b c a b c a'
turns({ a: 3, b: 1 }, 8) // => 'a b a a a b a a'
turns({ a: 5, b: 1, c: 1 }, 14) // => 'a b c a a a a a b c a a a a'
turns({ a: 2, b: 3 }, 11) // => 'a b b a b a b b a b a'
turns({ a: 100, b: 50 }, 9) // => 'a b a a b a a b a'
turns({ b: 1, a: 1 }, 3) // => 'b a b'
// reference, part F
turns({ a: 5, b: 1, c: 1 }, 6) // => 'a b c a a a'
// weights are numbers without their fraction; below one they are zero
turns({ a: '2', b: 1.9, c: -3, d: 'x' }, 3) // => 'a b a'
turns([1, 1, '2'], 3) // => '1 2 1'
turns({ a: 1, b: 0 }, 2) // => 'a a'
turns({ a: 0 }, 1) // => ''
turns([], 1) // => ''
turns(null, 1) // => ''
turns({ a: 100_000, b: 50_000 }, 9) // => 'a b a a b a a b a'

// a repeated period is the counted one, however long
const repeated = new algo.RoundRobinLoadBalancer({ a: 7, b: 3, c: 5 })
const counted = new algo.RoundRobinLoadBalancer({ a: 7, b: 3, c: 5 }, new algo.Cache())
Array.from({ length: 60 }, () => repeated.select() === counted.select()).every(Boolean) // => true

// set within a period: the new target starts at the usage of the others
const b = new algo.RoundRobinLoadBalancer(['a', 'b'])
b.select() // => 'a'
b.set('c', 1) // => undefined
[b.select(), b.select(), b.select(), b.select(), b.select()] // => ['b', 'c', 'a', 'b', 'c']

// set while a recorded period repeats
const b = new algo.RoundRobinLoadBalancer(['a', 'b', 'c'])
for (let i = 0; i < 4; i++) b.select()
b.set('c', 0)
[b.select(), b.select(), b.select()] // => ['b', 'a', 'b']

// set replaces all targets
const b = new algo.RoundRobinLoadBalancer(['a'])
b.select() // => 'a'
b.set(['x', 'y'])
[b.select(), b.select(), b.select()] // => ['x', 'y', 'x']
b.set({ z: 2 })
b.select() // => 'z'

// targets that are down are passed over, looked up at each select
const down = new algo.Cache()
const b = new algo.RoundRobinLoadBalancer(['a', 'b', 'c'], down)
down.set('b', true)
[b.select(), b.select(), b.select()] // => ['a', 'c', 'a']
down.set('b', false)
[b.select(), b.select()] // => ['b', 'c']
down.set('a', 1), down.set('b', 1), down.set('c', 1)
b.select() // => undefined
b.deselect('a') // => undefined
b.deselect() // => undefined

// a health record for one select only
const down = new algo.Cache()
down.set('b', true)
const b = new algo.RoundRobinLoadBalancer(['a', 'b'])
b.select(), b.select()
[b.select(), b.select(null, down), b.select()] // => ['a', 'a', 'a']
[b.select(), b.select(null, null)] // => ['b', 'a']

// reference, A14.3: LeastWork
const b = new algo.LeastWorkLoadBalancer({ a: 2, b: 1 })
Array.from({ length: 6 }, () => b.select()).join(' ') // => 'a b a a b a'
b.deselect('b') // => undefined
b.select() // => 'b'

// deselect counts down, but not below zero
const b = new algo.LeastWorkLoadBalancer(['a', 'b'])
b.deselect('a'), b.deselect('nobody'), b.deselect()
[b.select(), b.select()] // => ['a', 'b']
b.deselect('b'), b.deselect('b'), b.deselect('b')
[b.select(), b.select(), b.select()] // => ['b', 'a', 'b']

// work under way survives a change of weights or of the whole set
const b = new algo.LeastWorkLoadBalancer(['a', 'b'])
b.select(), b.select(), b.deselect('b')
b.set('b', 2)
[b.select(), b.select()] // => ['b', 'b']
b.set(['b', 'a', 'c'])
[b.select(), b.select()] // => ['c', 'a']

// LeastWork and health: what the cache holds counts, nothing is allocated
const down = new algo.Cache(() => true)
const b = new algo.LeastWorkLoadBalancer(['a', 'b'], down)
[b.select(), b.select()] // => ['a', 'b']
down.get('a') // => true
[b.select(), b.select()] // => ['b', 'b']

// a key sticks to its target while that is there and well
const down = new algo.Cache()
const b = new algo.RoundRobinLoadBalancer(['a', 'b', 'c'], down)
[b.select('k'), b.select('k'), b.select('l'), b.select('k')] // => ['a', 'a', 'b', 'a']
down.set('a', true)
b.select('k') // => 'c'
down.remove('a')
b.select('k') // => 'c'
b.set('c', 0)
b.select('k') // => 'a'
b.set([])
b.select('k') // => undefined

// keys by identity, too; the work of LeastWork is counted for sticky keys
const b = new algo.LeastWorkLoadBalancer(['a', 'b'])
const key = {}
[b.select(key), b.select(key), b.select(), b.select(), b.select()] // => ['a', 'a', 'b', 'b', 'a']

// sticky keys are bounded: the oldest is forgotten
const b = new algo.RoundRobinLoadBalancer(['a', 'b'])
b.select('first') // => 'a'
for (let i = 0; i < 16_384; i++) b.select(i)
b.select('first') // => 'b'

// a hashing balancer gives a key the same target, in every balancer alike
const targets = Array.from({ length: 10 }, (_, i) => `10.0.0.${i}:80`)
const one = new algo.HashingLoadBalancer(targets)
const two = new algo.HashingLoadBalancer([...targets].reverse())
const keys = Array.from({ length: 2000 }, (_, i) => `user-${i}`)
keys.every(k => one.select(k) === one.select(k) && one.select(k) === two.select(k)) // => true
// shares are even within a third
const shares = targets.map(t => keys.filter(k => one.select(k) === t).length)
shares.every(n => n > 133 && n < 267) // => true
// a target that comes takes only its own share
const before = keys.map(k => one.select(k))
one.add('10.0.0.10:80') // => undefined
const moved = keys.filter((k, i) => one.select(k) !== before[i])
moved.every(k => one.select(k) === '10.0.0.10:80') // => true
moved.length > 100 && moved.length < 300 // => true

// hashing and health: another target steps in, others keep their keys
const down = new algo.Cache()
const b = new algo.HashingLoadBalancer(['a', 'b', 'c'], down)
const keys = Array.from({ length: 100 }, (_, i) => i)
const before = keys.map(k => b.select(k))
down.set('a', true)
keys.every((k, i) => (before[i] === 'a' ? b.select(k) !== 'a' : b.select(k) === before[i])) // => true
down.set('b', true), down.set('c', true)
b.select(1) // => undefined
down.clear()
keys.every((k, i) => b.select(k) === before[i]) // => true

// hashing: elements are stringified, duplicates have a share each, set replaces
const b = new algo.HashingLoadBalancer([8080])
b.select('x') // => '8080'
b.deselect('8080') // => undefined
const twice = new algo.HashingLoadBalancer(['a', 'a', 'b'])
const share = Array.from({ length: 3000 }, (_, i) => twice.select(i)).filter(t => t === 'a').length
share > 1800 && share < 2200 // => true
twice.set(['c']) // => undefined
twice.select(1) // => 'c'
new algo.HashingLoadBalancer().select(1) // => undefined

// next: one resource per borrower, by default the connection of the context
const b = new algo.RoundRobinLoadBalancer(['a', 'b'])
const one = connect()
const resource = b.next()
resource // => { id: 'a' }
b.next() === resource // => true
b.borrow() === resource // => true
const two = connect()
b.next() // => { id: 'b' }
b.next(one) === resource // => true
disconnect(one)
const three = connect()
b.next() === resource // => true

// given back in LeastWork, the last one first
const b = new algo.LeastWorkLoadBalancer(['a', 'b'])
const [one, two, three] = [connection(), connection(), connection()]
const resources = [b.next(one), b.next(two), b.next(three)]
resources.map(r => r.id) // => ['a', 'b', 'a']
disconnect(one), disconnect(three)
b.next(connection()) === resources[2] // => true
b.next(connection()) === resources[0] // => true
b.next(connection()).id // => 'b'

// without a borrower a resource of its own; none is null
__inbound = undefined
const b = new algo.RoundRobinLoadBalancer(['a'])
b.next() // => { id: 'a' }
b.next() === b.next() // => false
new algo.RoundRobinLoadBalancer().next() // => null
new algo.RoundRobinLoadBalancer().next({}) // => null

// a borrowed target that went down is exchanged
const down = new algo.Cache()
const b = new algo.LeastWorkLoadBalancer(['a', 'b'], down)
const me = connection()
b.next(me).id // => 'a'
down.set('a', true)
b.next(me).id // => 'b'
down.set('b', true)
b.next(me) // => null
down.clear()
b.next(me).id // => 'a'
disconnect(me)
[b.select(), b.select()] // => ['a', 'b']

// next with a key
const b = new algo.HashingLoadBalancer(['a', 'b', 'c'])
b.next({}, 'k').id === b.select('k') // => true

// the host is asked once per borrower, whatever it borrows how often
const before = watched()
const b = new algo.RoundRobinLoadBalancer(['a'])
const me = connection()
for (let i = 0; i < 100; i++) b.next(me)
watched() - before // => 1

// classes like any other
class Logged extends algo.RoundRobinLoadBalancer { log = []; select(key) { const t = super.select(key); this.log.push(t); return t } }
const b = new Logged(['a', 'b'])
b.select(), b.next({})
b.log // => ['a', 'b']
b instanceof algo.RoundRobinLoadBalancer // => true
String(new algo.LeastWorkLoadBalancer()) // => '[object LeastWorkLoadBalancer]'

// errors
new algo.RoundRobinLoadBalancer('a') // => TypeError: argument #1 expects an object
new algo.RoundRobinLoadBalancer([], {}) // => TypeError: argument #2 expects an instance of Cache
new algo.LeastWorkLoadBalancer([], 1) // => TypeError: argument #2 expects an instance of Cache
new algo.HashingLoadBalancer(7) // => TypeError: argument #1 expects an object
new algo.HashingLoadBalancer([]).select() // => TypeError: requires 1 or more arguments
new algo.HashingLoadBalancer([]).add(7) // => TypeError: argument #1 expects a string
new algo.RoundRobinLoadBalancer([]).set('a') // => TypeError: requires 2 or more arguments
new algo.RoundRobinLoadBalancer([]).set('a', '1') // => TypeError: argument #2 expects a number
new algo.RoundRobinLoadBalancer([]).set(1, 1) // => TypeError: argument #1 expects a string
new algo.RoundRobinLoadBalancer([]).select('k', {}) // => TypeError: argument #2 expects an instance of Cache
new algo.RoundRobinLoadBalancer([]).next(1) // => TypeError: argument #1 expects an object
