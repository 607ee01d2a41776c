// equal values hash equal, objects by identity
algo.hash('abc') === algo.hash('a' + 'bc') // => true
algo.hash(1.5) === algo.hash(1.5) // => true
const object = {}
algo.hash(object) === algo.hash(object) // => true
algo.hash(object) === algo.hash({}) // => false
algo.hash(() => 1) === algo.hash(() => 1) // => false
algo.hash() === algo.hash(undefined) // => true
algo.hash(Symbol.for('x')) === algo.hash(Symbol.for('x')) // => true

// 53 bits, not negative, spread
const hashes = Array.from({ length: 20_000 }, (_, i) => algo.hash(`10.0.${i >> 8}.${i & 255}`))
hashes.every(h => Number.isSafeInteger(h) && h >= 0) // => true
new Set(hashes).size // => 20000
const buckets = new Array(16).fill(0)
hashes.forEach(h => buckets[h % 16]++)
buckets.every(n => n > 1100 && n < 1400) // => true
new Set(hashes.map(h => Math.floor(h / 2 ** 32))).size > 19_800 // => true
Math.max(...hashes) > 2 ** 52 // => true
