// reference, A14.2: the table of results
const router = new algo.URLRouter({ '/*': 'R', '/a/*': 'A', '/a/b': 'AB', '/a/b/*': 'ABS', '/x/y/': 'XY', 'h.com/*': 'H', 'h.com/a/*': 'HA', '*.h.com/*': 'W', 'k.com/z': 'KZ' })
router.find('/') // => 'R'
router.find('/a') // => 'A'
router.find('/a/') // => 'A'
router.find('/a/bc') // => 'A'
router.find('/a/b') // => 'AB'
router.find('/a/b?q') // => 'AB'
router.find('/a/b/') // => 'ABS'
router.find('/a/b/c') // => 'ABS'
router.find('/x/y') // => 'R'
router.find('/x/y/') // => 'XY'
router.find('h.com/') // => 'H'
router.find('h.com') // => undefined
router.find('h.com:80/a/1') // => 'HA'
router.find('www.h.com/p') // => 'W'
router.find('a.b.h.com/p') // => 'R'
router.find('k.com/a/b') // => 'AB'
router.find('k.com/z') // => 'KZ'
router.find('localhost:8080/a/b') // => 'AB'
// hosts are compared without regard to case, unlike the original
router.find('H.com/a/1') // => 'HA'
router.find('WWW.H.COM:80', '/p') // => 'W'
// the same through two arguments
router.find('h.com', '/') // => 'H'
router.find('h.com:80', '/a/1') // => 'HA'
router.find('www.h.com', '/p?/x/y/') // => 'W'
router.find('localhost', '/a/b?x=/y') // => 'AB'
router.find('', '/a/b') // => 'AB'
router.find('[::1]:80', '/a/b') // => 'AB'

// reference, part F
new algo.URLRouter({ '/a/*': 1 }).find('h.com', '/a') // => 1
new algo.URLRouter({ 'abc': 1 }) // => Error: invalid URL pattern "abc"

// parts are joined by exactly one slash, absent ones left out
const router = new algo.URLRouter({ 'h.com/a/b/1': 'yes' })
router.find('h.com', 'a', 'b', 1) // => 'yes'
router.find('h.com/', '/a/', '/b', '1') // => 'yes'
router.find('h.com', '//a/b/1') // => 'yes'
router.find('h.com', null, undefined, '/a/b/1') // => 'yes'
router.find('h.com/a', 'b/1?x') // => 'yes'
router.find() // => undefined
router.find(null) // => undefined
router.find('h.com?/a/b/1') // => undefined

// a query does not take part
const router = new algo.URLRouter({ '/a/*': 'a' })
router.find('h.com', '/?/a/b') // => undefined
router.find('h.com', '/a?b/c') // => 'a'

// a later group is tried when the earlier one has no match, even for a known host
const router = new algo.URLRouter({ 'w.h.com/one': 1, '*.h.com/two': 2, '/three': 3 })
[router.find('w.h.com/one'), router.find('w.h.com/two'), router.find('w.h.com/three')] // => [1, 2, 3]
router.find('v.h.com/one') // => undefined

// a wildcard host covers exactly one label
const router = new algo.URLRouter({ '*.h.com/*': 'w', '*/*': 'single' })
router.find('h.com/') // => undefined
router.find('localhost/') // => 'single'
router.find('x.h.com/') // => 'w'
router.find('y.x.h.com/') // => undefined

// the longest prefix of whole segments wins, backing off
const router = new algo.URLRouter({ '/a/*': 1, '/a/b/c/*': 3, '/a/b/c/d/e': 5 })
router.find('/a/b/c/d/e') // => 5
router.find('/a/b/c/d/e/f') // => 3
router.find('/a/b/c') // => 3
router.find('/a/b/cc') // => 1
router.find('/ab') // => undefined

// a star in the middle stands for one segment, unlike the original
const router = new algo.URLRouter({ '/*': 'root', '/s/*/t/*': 'any', '/s/x/*': 'x', '/s/*/u': 'u' })
router.find('/s/1/t/2') // => 'any'
router.find('/s/1/t') // => 'any'
router.find('/s/1/u') // => 'u'
router.find('/s/1') // => 'root'
router.find('/s//t/2') // => 'root'
router.find('/s/x/t/2') // => 'x'

// anything else is literal, a slash at the end included
const router = new algo.URLRouter({ '/a*': 1, '/b/': 2, '/c//d': 3 })
[router.find('/a*'), router.find('/ab')] // => [1, undefined]
[router.find('/b/'), router.find('/b')] // => [2, undefined]
[router.find('/c//d'), router.find('/c/d')] // => [3, undefined]

// add, and a repeated pattern replaces
const router = new algo.URLRouter()
router.find('/') // => undefined
router.add('/*', 1) // => undefined
router.find('/x') // => 1
router.add('/*', 2)
router.find('/x') // => 2
router.add('H.com/*', 3)
router.find('h.com/x') // => 3

// an explicit undefined hides the rules that are less exact
new algo.URLRouter({ '/*': 1, '/a': undefined }).find('/a') // => undefined

// names of methods are ordinary segments
new algo.URLRouter({ '/constructor/__proto__': 1 }).find('/constructor/__proto__') // => 1
new algo.URLRouter({ '/a': 1 }).find('/constructor') // => undefined

// errors
new algo.URLRouter({ 'h.com:80/*': 1 }) // => Error: invalid URL pattern "h.com:80/*"
new algo.URLRouter({ 'a.*.com/*': 1 }) // => Error: invalid URL pattern "a.*.com/*"
new algo.URLRouter('/') // => TypeError: argument #1 expects an object
new algo.URLRouter(null).find('/') // => undefined
new algo.URLRouter().add('/') // => TypeError: requires 2 or more arguments
new algo.URLRouter().add(1, 2) // => TypeError: argument #1 expects a string
new algo.URLRouter() instanceof algo.URLRouter // => true
