// reference, A9: the example
const url = new URL('http://u:p@h.com:81/a/b?x=1&y=2#f')
url.protocol // => 'http:'
[url.auth, url.username, url.password] // => ['u:p', 'u', 'p']
[url.host, url.hostname, url.port] // => ['h.com:81', 'h.com', '81']
url.origin // => 'http://h.com:81'
url.path // => '/a/b?x=1&y=2'
[url.pathname, url.search, url.query] // => ['/a/b', '?x=1&y=2', 'x=1&y=2']
url.hash // => '#f'
url.href // => 'http://u:p@h.com:81/a/b?x=1&y=2#f'
String(url) // => 'http://u:p@h.com:81/a/b?x=1&y=2#f'
url.searchParams.toObject() // => { x: '1', y: '2' }
url.searchParams === url.searchParams // => true
url.searchParams.set('x', 9)
url.search // => '?x=1&y=2'

// ports: as written, or by scheme
const port = text => new URL(text).port
[port('http://h'), port('https://h/'), port('ws://h'), port('wss://h')] // => ['80', '443', '80', '443']
[port('ftp://h'), port('gopher://h'), port('HTTPS://h'), port('x://h')] // => ['21', '70', '443', '']
new URL('https://h.com/').href // => 'https://h.com/'
new URL('https://h.com:/').port // => '443'

// IPv6 keeps its brackets
const url = new URL('http://[::1]:81/')
[url.host, url.hostname, url.port] // => ['[::1]:81', '[::1]', '81']
const bare = new URL('http://[::1]/')
[bare.host, bare.hostname, bare.port] // => ['[::1]', '[::1]', '80']

// odd text is split, never refused
const parts = text => { const u = new URL(text); return [u.protocol, u.host, u.path, u.hash] }
parts('') // => ['http:', '', '/', '']
parts('/a?b') // => ['http:', '', '/a?b', '']
parts('h.com/a') // => ['http:', '', 'h.com/a', '']
parts('localhost:80/a') // => ['http:', '', 'localhost:80/a', '']
parts('//h.com/a') // => ['http:', 'h.com', '/a', '']
parts('Http://h.com') // => ['Http:', 'h.com', '/', '']
parts('http://h.com#a#b') // => ['http:', 'h.com', '/', '#a#b']
parts('http://h.com/?') // => ['http:', 'h.com', '/?', '']
parts('?') // => ['http:', '', '/?', '']
parts('http://a@b@c/') // => ['http:', 'c', '/', '']
new URL('http://a@b@c/').auth // => 'a@b'
[new URL('http://u@h').username, new URL('http://u@h').password] // => ['u', '']
[new URL('http://u:p:q@h').username, new URL('http://u:p:q@h').password] // => ['u', 'p:q']

// a query or fragment right after the host is none of the host, unlike the original
new URL('http://h.com?x=1').host // => 'h.com'
new URL('http://h.com?x=1').path // => '/?x=1'
new URL('http://h.com?u=http://x@y/').auth // => ''

// dot segments go
const path = text => new URL(text).pathname
path('http://h/a/./b/../c') // => '/a/c'
path('http://h/../../a') // => '/a'
path('http://h/a/..') // => '/'
path('http://h/a/.') // => '/a/'
path('http://h/.a/..b') // => '/.a/..b'
path('/a/../b?/../c') // => '/b'

// reference, part F
new URL('b?x=1', 'http://h.com/a/c').href // => 'http://h.com/a/b?x=1'

// RFC 3986, 5.4: the normal examples that have no scheme of their own
const against = text => new URL(text, 'http://a/b/c/d;p?q').href
against('g') // => 'http://a/b/c/g'
against('./g') // => 'http://a/b/c/g'
against('g/') // => 'http://a/b/c/g/'
against('/g') // => 'http://a/g'
against('//g') // => 'http://g/'
against('?y') // => 'http://a/b/c/d;p?y'
against('g?y') // => 'http://a/b/c/g?y'
against('#s') // => 'http://a/b/c/d;p?q#s'
against('g#s') // => 'http://a/b/c/g#s'
against('g?y#s') // => 'http://a/b/c/g?y#s'
against(';x') // => 'http://a/b/c/;x'
against('') // => 'http://a/b/c/d;p?q'
against('.') // => 'http://a/b/c/'
against('..') // => 'http://a/b/'
against('../g') // => 'http://a/b/g'
against('../..') // => 'http://a/'
against('../../../g') // => 'http://a/g'
against('g;x=1/../y') // => 'http://a/b/c/y'
against('https://x/y') // => 'https://x/y'
new URL('g', 'https://h').href // => 'https://h/g'
new URL('g', 'https://u:p@h:1?a/b').href // => 'https://u:p@h:1/g'
new URL('/x', null).path // => '/x'

// percent-coding
URL.encode('http://h/ä b') // => 'http://h/%C3%A4%20b'
URL.decode('http://h/%C3%A4%20b') // => 'http://h/ä b'
URL.encodeComponent('a/b&c') // => 'a%2Fb%26c'
URL.decodeComponent('%41%2f') // => 'A/'
URL.decodeComponent('%4') // => Error: malformed URL
URL.decodeComponent(4) // => TypeError: argument #1 expects a string

// reference, part F
new URLSearchParams('?a=1&a=2&b').toObject() // => { a: ['1', '2'], b: '' }

// reading a query
const params = new URLSearchParams('a=1&b=x%20y+z&a=2&&%C3%A9=%C3%A9&c')
params.get('a') // => '1'
params.get('none') // => null
params.getAll('a') // => ['1', '2']
params.getAll('none') // => []
params.get('b') // => 'x y+z'
params.get('é') // => 'é'
params.get('c') // => ''
params.toString() // => 'a=1&a=2&b=x%20y%2Bz&%C3%A9=%C3%A9&c='
String(new URLSearchParams('?x==y&=z')) // => 'x=%3Dy&=z'

// writing
const params = new URLSearchParams('a=1&b=2')
params.set('b', 3) // => undefined
params.set('c', ['x', null, 'y'])
params.toString() // => 'a=1&b=3&c=x&c=y'
params.set('a', null), params.set('c', [])
params.toString() // => 'b=3'
params.set('d', "~-_.!'()*")
params.toString() // => 'b=3&d=~-_.%21%27%28%29%2A'

// from an object
new URLSearchParams({ a: 1, b: [2, 3], c: null, d: undefined, e: true }).toString() // => 'a=1&b=2&b=3&e=true'
new URLSearchParams(new URLSearchParams('a=1&a=2')).toString() // => 'a=1&a=2'
Object.keys(new URLSearchParams('__proto__=1&constructor=2').toObject()) // => ['__proto__', 'constructor']

// escapes that are none
const value = text => new URLSearchParams(`v=${text}`).get('v')
value('a%4') // => 'a'
value('a%') // => 'a'
value('a%zzb%41') // => 'a%zzbA'
value('%FFx%C3%A9') // => '\ufffdxé'
value('%E2%82') // => '\ufffd\ufffd'
value('%41%42%43%E2%82%AC%ff') // => 'ABC€\ufffd'
new URLSearchParams({ a: '\ud800' }).toString() // => 'a=%EF%BF%BD'

// classes like any other
class Link extends URL { get text() { return `<${this.href}>` } }
new Link('http://h/').text // => '<http://h/>'
new Link('/') instanceof URL // => true
Object.prototype.toString.call(new URL('/')) // => '[object URL]'

// errors
new URL() // => TypeError: requires 1 or more arguments
new URL(1) // => TypeError: argument #1 expects a string
new URL('/', 1) // => TypeError: argument #2 expects a string
new URLSearchParams() // => TypeError: requires 1 or more arguments
new URLSearchParams(null) // => TypeError: argument #1 expects a string or an object
new URLSearchParams(5) // => TypeError: argument #1 expects a string or an object
new URLSearchParams('').get(1) // => TypeError: argument #1 expects a string
new URLSearchParams('').getAll() // => TypeError: requires 1 or more arguments
new URLSearchParams('').set('a') // => TypeError: requires 2 or more arguments
