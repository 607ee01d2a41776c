// repeat goes on while the result is truthy, and returns the last one
const seen = []
repeat(i => (seen.push(i), i < 3)) // => false
seen // => [0, 1, 2, 3]
repeat(2, i => i + 1) // => 2
repeat(2.9, i => i + 1) // => 2
repeat(9, i => (i < 3 ? 'go' : '')) // => ''
repeat(0, i => 1) // => undefined
repeat(-1, i => 1) // => undefined

// over an array until there is a result, as in the later version
repeat(['a', 'b', 'c'], (item, i) => (i === 1 ? item : undefined)) // => 'b'
repeat([], () => 1) // => undefined

repeat() // => TypeError: requires 1 or more arguments
repeat('x') // => TypeError: argument #1 expects a function
repeat(1) // => TypeError: requires 2 or more arguments
repeat(1, 2) // => TypeError: argument #2 expects a function
repeat([1]) // => TypeError: argument #2 expects a function

// branch and select
branch(false, 1, true, 2) // => 2
branch(() => 0, 1, () => 'yes', () => 'called', 3) // => 'called'
branch(0, 1, 2) // => 2
branch(0, 1) // => undefined
branch(0, () => { throw new Error('no') }, () => 'else') // => 'else'
branch(1) // => TypeError: requires 2 or more arguments
select(2, 1, 'one', 2, 'two', 'many') // => 'two'
select('2', 2, () => 'two') // => 'two'
select(3, 1, 'one', () => 'many') // => 'many'
select(3, 1, 'one') // => undefined
select(3, 1) // => TypeError: requires 3 or more arguments
