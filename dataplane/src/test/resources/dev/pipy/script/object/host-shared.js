// SharedMap
const map = new algo.SharedMap('m')
[map.size, map.has('a'), map.get('a'), map.delete('a')] // => [0, false, undefined, false]
const value = { list: [1, { x: [null, 'é'] }], data: new Data([1, 2]), date: new Date(5), fn: () => 1 }
map.set('a', value) // => undefined
value.list.push('later')
new algo.SharedMap('m').get('a') // => { list: [1, { x: [null, 'é'] }], data: new Data([1, 2]), date: new Date(5) }
map.get('a') === map.get('a') // => false
map.get('a').data.push('x').size // => 3
map.get('a').data.size // => 2
map.set('n', null)
[map.get('n'), map.has('n'), map.size] // => [null, true, 2]
map.set('i', 5)
[map.add('i', 2.5), map.sub('i', 1), map.get('i')] // => [7.5, 6.5, 6.5]
[map.add('none', 1), map.add('a', 1), map.has('none')] // => [NaN, NaN, false]
map.delete('a') // => true
map.clear()
map.size // => 0
map.get(1) // => TypeError: argument #1 expects a string
map.set('x') // => TypeError: requires 2 or more arguments
map.add('x', '1') // => TypeError: argument #2 expects a number
new algo.SharedMap() // => TypeError: requires 1 or more arguments
const cycle = {}
cycle.self = cycle
map.set('c', cycle) // => TypeError: value is nested deeper than 500 levels, or contains itself

// uuid, invoke
/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(algo.uuid()) // => true
algo.uuid() === algo.uuid() // => false
invoke(() => 1, 2) // => 1
invoke(() => null.x, 2) // => 2
invoke(() => { throw new Error('words') }, message => message) // => 'words'
invoke(1) // => TypeError: argument #1 expects a function

// Timeout
new Timeout('1') // => TypeError: argument #1 expects a number
new Timeout() // => TypeError: requires 1 or more arguments
new Timeout(-1) // => TypeError: seconds: -1 (expected: 0 or more)
new Timeout(1000).cancel() // => undefined
