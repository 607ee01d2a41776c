// first freed, first used again
let made = 0
const pool = new algo.ResourcePool(name => `${name}${++made}`)
[pool.allocate('a'), pool.allocate('a'), pool.allocate('b')] // => ['a1', 'a2', 'b3']
pool.free('a2') // => undefined
pool.free('a1')
[pool.allocate('a'), pool.allocate('a'), pool.allocate('a')] // => ['a2', 'a1', 'a4']
pool.allocate('b') // => 'b5'

// freed twice is freed once; what the pool does not know is ignored
let made = 0
const pool = new algo.ResourcePool(() => ++made)
pool.allocate() // => 1
pool.free(1), pool.free(1), pool.free('stranger')
[pool.allocate(), pool.allocate()] // => [1, 2]

// a queue that ran empty fills again
let made = 0
const pool = new algo.ResourcePool(() => ++made)
const turn = n => { for (let i = 0; i < n; i++) pool.free(pool.allocate()) }
turn(5), pool.allocate() // => 1
turn(5), pool.allocate() // => 2
made // => 2

// a tenant keeps its resource of a pool until it is freed
let made = 0
const seen = []
const pool = new algo.ResourcePool((name, tenant) => (seen.push([name, tenant]), ++made))
pool.allocate('p', 'T') // => 1
pool.allocate('p', 'T') // => 1
pool.allocate('q', 'T') // => 2
pool.allocate('p', 'U') // => 3
pool.allocate('p') // => 4
seen // => [['p', 'T'], ['q', 'T'], ['p', 'U'], ['p', undefined]]
pool.free(1)
pool.allocate('p', 'V') // => 1
pool.allocate('p', 'T') // => 5
pool.freeTenant('T') // => undefined
[pool.allocate('p'), pool.allocate('q')] // => [5, 2]
pool.freeTenant('nobody') // => undefined

// a null tenant is none
let made = 0
const pool = new algo.ResourcePool(() => ++made)
[pool.allocate('p', null), pool.allocate('p', null)] // => [1, 2]

// objects by identity
const pool = new algo.ResourcePool(() => ({}))
const first = pool.allocate()
pool.allocate() === first // => false
pool.free({}), pool.free(first)
pool.allocate() === first // => true

// an allocator that throws leaves the pool as it was
let broken = true
const pool = new algo.ResourcePool(() => { if (broken) throw new Error('none left'); return 1 })
pool.allocate('p', 'T') // => Error: none left
broken = false
pool.allocate('p', 'T') // => 1

// the use of many tenants makes no more resources than were used at once
let made = 0
const pool = new algo.ResourcePool(() => ++made)
for (let i = 0; i < 1000; i++) { pool.allocate('p', i); pool.freeTenant(i) }
made // => 1

// errors
new algo.ResourcePool() // => TypeError: requires 1 or more arguments
new algo.ResourcePool({}) // => TypeError: argument #1 expects a function
new algo.ResourcePool(() => 1).free() // => TypeError: requires 1 or more arguments
new algo.ResourcePool(() => 1).freeTenant() // => TypeError: requires 1 or more arguments
const same = new algo.ResourcePool(() => 1)
same.allocate() // => 1
same.allocate() // => Error: allocator returned a resource that the pool has already
