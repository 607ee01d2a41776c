// XML: what the reference says of reading
XML.parse('<a') // => null
XML.parse('<a></b>') // => null
XML.parse('<a x="1&lt;"/>').children[0].attributes.x // => '1<'
XML.parse('<a/>').name // => ''
XML.parse('<a/>').children.length // => 1
XML.parse('<a/>').children[0].attributes // => null
XML.parse('<a><!-- c --><b/> t <?pi x?>u</a>').children[0].children.length // => 2
XML.parse('<a>x &lt;y<![CDATA[ & ]]>z</a>').children[0].children // => ['x <y & z']
XML.parse('<n:a n:x="1"/>').children[0].name // => 'n:a'
XML.parse('<n:a n:x="1"/>').children[0].attributes // => { 'n:x': '1' }
XML.decode(new Data('<é/>')).children[0].name // => 'é'
XML.decode(new Data([255])) // => null
XML.decode(null) // => null
XML.parse(1) // => TypeError: argument #1 expects a string

// no entity of a document type means anything, and none is fetched
XML.parse('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>') // => null
XML.parse('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>1</a>').children[0].children // => ['1']
XML.parse('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>') // => null
XML.parse('<a>'.repeat(300) + '</a>'.repeat(300)) // => null

// XML: writing
const doc = (...nodes) => new XML.Node('', {}, nodes)
const node = (name, attributes, children) => new XML.Node(name, attributes, children)
XML.stringify(doc(node('a'))) // => '<a/>'
XML.stringify(doc(node('a', { x: `1<"'&>` }))) // => '<a x="1&lt;&quot;&apos;&amp;&gt;"/>'
XML.stringify(doc(node('a', null, ['t']))) // => '<a>t</a>'
XML.stringify(doc(node('a', null, ['<b> ]]> &']))) // => '<a><![CDATA[<b> ]]]]><![CDATA[> &]]></a>'
XML.stringify(doc(node('a', null, [node('b'), 5]))) // => '<a><b/>5</a>'
XML.stringify(doc(node('a', null, [node('b'), 5])), 2) // => '<a>\n  <b/>\n  5\n</a>'
XML.stringify(doc(node('a'), node('b'))) // => ''
XML.stringify(doc('text')) // => ''
XML.encode(doc(node('a'))).toString() // => '<a/>'
XML.encode(null) // => null
XML.stringify(null) // => TypeError: argument #1 expects an instance of Node
XML.stringify(doc(node('a b'))) // => TypeError: XML name 'a b' is not valid
XML.stringify(doc(node('a', { 'x="1" y': 1 }))) // => TypeError: XML name 'x="1" y' is not valid
XML.stringify(doc(node('a', null, ['\0']))) // => TypeError: XML cannot hold the character U+0000
const text = '<a x="1&amp;&#10;2"><b>c &lt; d\r\n</b><b/></a>'
XML.parse(XML.stringify(XML.parse(text))).children[0].attributes // => { x: '1&\n2' }
XML.parse(XML.stringify(XML.parse(text))).children[0].children[0].children // => ['c < d\n']

// protobuf: the encoding's own examples
const hexed = message => protobuf.encode(message).toString('hex')
const empty = () => new protobuf.Message()
const decoded = hex => protobuf.decode(new Data(hex, 'hex'))
hexed(empty()) // => ''
hexed(empty().setInt32(1, 150)) // => '089601'
hexed(empty().setString(2, 'testing')) // => '120774657374696e67'
hexed(empty().setMessage(3, empty().setInt32(1, 150))) // => '1a03089601'
hexed(empty().setInt32Array(6, [3, 270, 86942])) // => '3206038e029ea705'
hexed(empty().setInt32(1, -2)) // => '08feffffffffffffffff01'
hexed(empty().setFloatArray(1, [1.5]).setDouble(2, 1)) // => '0a040000c03f11000000000000f03f'
hexed(empty().setBool(1, true).setBytes(2, new Data('a'))) // => '0801120161'
hexed(empty().setStringArray(1, ['a', 'b'])) // => '0a01610a0162'
hexed(empty().setSfixed32(1, -1).setFixed64(2, 1)) // => '0dffffffff110100000000000000'
decoded('089601').getInt32(1) // => 150
decoded('089601').getWireType(1) // => 'VARINT'
decoded('089601').getWireType(2) // => ''
decoded('0801').getSint64(1) // => -1
decoded('0801').getBool(1) // => true
decoded('0d0000c03f').getFloat(1) // => 1.5
decoded('08010802').getUint32(1) // => 2
decoded('0801 0a020203'.replace(' ', '')).getUint32Array(1) // => [1, 2, 3]
decoded('1a03089601').getMessage(3).getInt64(1) // => 150
decoded('1a0308960110') // => null
decoded('1a0208010a00').getMessage(3).getInt32(1) // => 1
decoded('1a0208011a020802').getMessageArray(3).map(m => m.getInt32(1)) // => [1, 2]
decoded('1a0180').getMessage(3) // => null
decoded('1a0180').getMessageArray(3) // => null
decoded('0a0180').getInt32Array(1) // => null
decoded('0a01ff').getString(1) // => undefined
decoded('0a01ff').getBytes(1) // => new Data([255])
// what is missing
empty().getInt32(1) // => 0
empty().getDouble(1) // => 0
empty().getBool(1) // => false
empty().getString(1) // => undefined
empty().getBytes(1) // => null
empty().getMessage(1) // => null
empty().getInt32Array(1) // => []
empty().getMessageArray(1) // => []
// what has 64 bits keeps them
decoded(hexed(empty().setInt64(1, 2 ** 53 - 1))).getInt64(1) // => 2 ** 53 - 1
decoded(hexed(empty().setInt64(1, 2n ** 53n))).getInt64(1) // => 2n ** 53n
decoded(hexed(empty().setInt64(1, -(2n ** 63n)))).getInt64(1) === -(2n ** 63n) // => true
decoded(hexed(empty().setUint64(1, 2n ** 64n - 1n))).getUint64(1) === 2n ** 64n - 1n // => true
decoded(hexed(empty().setUint64(1, 5n))).getUint64(1) // => 5
hexed(empty().setUint64Array(1, [1, 2n ** 63n])) // => '0a0b0180808080808080808001'
// what cannot be written
empty().setInt32(1, 2 ** 31) // => TypeError: argument #2 expects a whole number from -2147483648 to 2147483647
empty().setUint32(1, -1) // => TypeError: argument #2 expects a whole number from 0 to 4294967295
empty().setInt64(1, 2 ** 63) // => TypeError: argument #2 expects a whole number from -9223372036854775808 to 9223372036854775807
empty().setInt32(1, 1.5) // => TypeError: argument #2 expects a whole number from -2147483648 to 2147483647
empty().setInt32(1, '1') // => TypeError: argument #2 expects a whole number from -2147483648 to 2147483647
empty().setInt32(1) // => TypeError: requires 2 or more arguments
empty().setInt32(0, 1) // => TypeError: argument #1 expects a field number from 1 to 536870911
empty().getInt32(2 ** 29) // => TypeError: argument #1 expects a field number from 1 to 536870911
empty().setBool(1, 1) // => TypeError: argument #2 expects a boolean
empty().setString(1, 1) // => TypeError: argument #2 expects a string
empty().setBytes(1, 'a') // => TypeError: argument #2 expects an instance of Data
empty().setDouble(1, '1') // => TypeError: argument #2 expects a number
empty().setInt32Array(1, [1, 'x']) // => TypeError: element 1 of argument #2 expects a whole number from -2147483648 to 2147483647
empty().setInt32Array(1, 5) // => TypeError: argument #2 expects an array
empty().setMessage(1, {}) // => TypeError: argument #2 expects an instance of protobuf.Message
protobuf.encode({}) // => TypeError: argument #1 expects an instance of protobuf.Message
protobuf.decode('x') // => TypeError: argument #1 expects an instance of Data
// fields are replaced and taken away
hexed(decoded('08010802').setInt32(1, 3)) // => '0803'
hexed(decoded('08011002').setInt32(1, null)) // => '1002'
hexed(decoded('08011002').setInt32Array(1, [])) // => '1002'
hexed(decoded('08011002').setMessage(1, null).setString(2, undefined)) // => ''
protobuf.decode(new Data([8])) // => null
protobuf.decode(null) // => null
protobuf.encode(null) // => null
new protobuf.Message() instanceof protobuf.Message // => true

// Hessian: part F
Hessian.encode({ a: 1 }).toString('hex') // => '48016149000000015a'
Hessian.encode([1, [2]]).toString('hex') // => '49000000015749000000025a'
const same = value => Hessian.decode(Hessian.encode(value))
same(true) // => true
same(null) // => null
same(undefined) // => null
same(-1) // => -1
same(2 ** 40) // => 2 ** 40
same(-(2 ** 40)) // => -(2 ** 40)
same(1.5) // => 1.5
same(NaN) // => NaN
same(-0) // => -0
same(2 ** 60) // => 1152921504606846976n
same('') // => ''
same('é😀') // => 'é😀'
same('x'.repeat(31)).length // => 31
same('x'.repeat(32)).length // => 32
same('é'.repeat(1023)).length // => 1023
same('x'.repeat(1024)).length // => 1024
same('é'.repeat(200000)) === 'é'.repeat(200000) // => true
same('a\0b') // => 'a\0b'
same({ a: { b: [1, [2, {}]] }, c: null }) // => { a: { b: [1, [2, {}]] }, c: null }
same(new Data([1, 2, 255])).toString('hex') // => '0102ff'
same(new Data('x'.repeat(70000))).size // => 70000
same(new Date(1700000000123)).getTime() // => 1700000000123
same([1, 2]) // => [1, 2]
same([]) // => undefined
same({ fn: () => 1, a: undefined }) // => { a: null }
const cycle = {}
cycle.self = cycle
Hessian.encode(cycle) // => TypeError: value is nested deeper than 500 levels, or contains itself

// Hessian: all forms of the standard
const hex = text => Hessian.decode(new Data(text, 'hex'))
hex('') // => undefined
Hessian.decode(null) // => null
hex('90') // => 0
hex('80') // => -16
hex('bf') // => 47
hex('c800') // => 0
hex('c7ff') // => -1
hex('c880') // => 128
hex('c000') // => -2048
hex('cfff') // => 2047
hex('d40000') // => 0
hex('d3ffff') // => -1
hex('d00000') // => -262144
hex('d7ffff') // => 262143
hex('49ffffffff') // => -1
hex('e0') // => 0
hex('d8') // => -8
hex('ef') // => 15
hex('f800') // => 0
hex('f0ff') // => -1793
hex('3c0000') // => 0
hex('3fffff') // => 262143
hex('380000') // => -262144
hex('5980000000') // => -2147483648
hex('4c0000008000000000') // => 2 ** 39
hex('5b5c') // => [0, 1]
hex('5d80') // => -128
hex('5e8000') // => -32768
hex('5f00002ffb') // => 12.283
hex('444028800000000000') // => 12.25
hex('4a000000d04b92b2c0').getTime() // => 894621060000 + 480000 - 480000 + (0xd04b92b2c0 - 894621060000)
hex('4b004be36b').getTime() // => 0x4be36b * 60000
hex('00') // => ''
hex('0141') // => 'A'
hex('300141') // => 'A'
hex('53000141') // => 'A'
hex('5200014153000142') // => 'AB'
hex('520001410142') // => 'AB'
hex('02eda0bdedb880') // => '😀'
hex('20').size // => 0
hex('23010203').toString('hex') // => '010203'
hex('340101').toString('hex') // => '01'
hex('410001014200010a').toString('hex') // => '010a'
hex('5790915a') // => [0, 1]
hex('57905a905a') // => TypeError: Hessian.decode: unrecognized bytecode 0x5a at offset 4
hex('585490') // => TypeError: Hessian.decode: unexpected value at offset 1 (expected: a count)
hex('589190') // => [0]
hex('55015b905a') // => [0]
hex('5601499190') // => [0]
hex('7101499190') // => [[1], 0]
hex('7101499190' + '719091') // => [[1], 0, [1]]
hex('7190') // => TypeError: Hessian.decode: unexpected type 0, which was not named
hex('78') // => []
hex('799190') // => [[1], 0]
hex('480161915a') // => { a: 1 }
hex('4d0154' + '9101625a') // => { 1: 'b' }
hex('430143920161016260909160929360') // => TypeError: Hessian.decode: unexpected end of data
hex('43014392016101626090916092934f909495') // => [{ a: 0, b: 1 }, { a: 2, b: 3 }, { a: 4, b: 5 }]
hex('57' + '7990' + '51915a') // => [[0], [0]]
hex('5192') // => TypeError: Hessian.decode: unexpected reference 2 (there is no such value)
hex('5751905a') // => TypeError: a value contains itself
hex('45') // => TypeError: Hessian.decode: unrecognized bytecode 0x45 at offset 0
hex('4900') // => TypeError: Hessian.decode: unexpected end of data
hex('58497fffffff') // => TypeError: Hessian.decode: unexpected end of data
hex('6090') // => TypeError: Hessian.decode: unexpected object of class 0, which is not defined
hex('01ff') // => TypeError: Hessian.decode: string is not UTF-8
hex('57'.repeat(1000)) // => TypeError: Hessian.decode: values are nested deeper than 400 levels
Hessian.decode('x') // => TypeError: argument #1 expects an instance of Data

// Netmask: the table of the reference
const mask = new Netmask('10.0.0.4/30')
[mask.base, mask.mask, mask.bitmask, mask.hostmask, mask.broadcast, mask.size] // => ['10.0.0.4', '255.255.255.252', 30, '0.0.0.3', '10.0.0.7', 4]
[mask.first, mask.last] // => ['10.0.0.5', '10.0.0.6']
[mask.next(), mask.next(), mask.next(), mask.next()] // => ['10.0.0.5', '10.0.0.6', '', '']
String(mask) // => '10.0.0.4/30'
mask.contains('10.0.0.7') // => true
mask.contains('10.0.0.8') // => false
mask.contains('::ffff:10.0.0.5') // => true
mask.contains('abc') // => false
mask.contains('10.0.0.05') // => false
mask instanceof IPMask // => true
new Netmask('10.0.0.0/24').last // => '10.0.0.254'
new Netmask('10.0.0.9/24').base // => '10.0.0.0'
new Netmask('10.0.0.9/24').ip // => '10.0.0.9'
const two = new Netmask('10.0.0.4/31')
[two.first, two.last, two.size, two.next(), two.next(), two.next()] // => ['10.0.0.4', '10.0.0.5', 2, '10.0.0.4', '10.0.0.5', '']
const one = new Netmask('10.0.0.5')
[one.bitmask, one.first, one.last, one.next(), one.next()] // => [32, '10.0.0.5', '10.0.0.5', '10.0.0.5', '']
one.contains('10.0.0.6') // => false
new Netmask('0.0.0.0/0').size // => 2 ** 32
new Netmask('0.0.0.0/0').contains('255.1.2.3') // => true
new Netmask('10.0.0.1/33') // => TypeError: invalid CIDR notation: 10.0.0.1/33 (expected: such as 10.0.0.0/8)
new Netmask('10.0.0.01/8') // => TypeError: invalid CIDR notation: 10.0.0.01/8 (expected: such as 10.0.0.0/8)
new Netmask('10.0.0/8') // => TypeError: invalid CIDR notation: 10.0.0/8 (expected: such as 10.0.0.0/8)
new Netmask('10.0.0.1/') // => TypeError: invalid CIDR notation: 10.0.0.1/ (expected: such as 10.0.0.0/8)
new Netmask('abc') // => TypeError: invalid CIDR notation: abc (expected: such as 10.0.0.0/8)
new Netmask(8) // => TypeError: requires 2 or more arguments
new Netmask(8, [10, 1, 2, 3]).base // => '10.0.0.0'

const six = new IPMask('2001:db8::5/64')
[six.version, six.base, six.first, six.last] // => [6, '2001:db8::', '2001:db8::', '2001:db8::ffff:ffff:ffff:ffff']
six.contains('2001:db8::ffff') // => true
six.contains('2001:db9::') // => false
six.contains('10.0.0.1') // => false
[six.next(), six.next()] // => ['2001:db8::', '2001:db8::1']
new IPMask('::1').bitmask // => 128
new IPMask('fe80::1%eth0/64') // => TypeError: invalid CIDR notation: fe80::1%eth0/64 (expected: such as 10.0.0.0/8)
new IP('1.2.3.4').toBytes() // => [1, 2, 3, 4]
new IP('2001:DB8:0:0::1').toString() // => '2001:db8::1'
new IP('2001:db8::1').decompose() // => [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]
new IP('::ffff:1.2.3.4').toString() // => '::ffff:1.2.3.4'
new IP([1, 2, 3, 4]).version // => 4
new IP('abc') // => TypeError: invalid IP address notation: abc
new IP([1, 2, 3]) // => TypeError: argument #1 expects an array of 4 or 16 bytes
[IP.isV4('1.2.3.4'), IP.isV4('::'), IP.isV6('::'), IP.isV6('x')] // => [true, false, true, false]
String(new IPEndpoint('[::1]:80')) // => '[::1]:80'
new IPEndpoint('1.2.3.4', 53, 'udp').protocol // => 'udp'
new IPEndpoint('1.2.3.4').port // => 0
new IPEndpoint('::1').ip.toString() // => '::1'
new IPEndpoint('1.2.3.4', 70000) // => TypeError: invalid port: 70000 (expected: 0 to 65535)

// Percentile
const p = new algo.Percentile([1, 2.5, 10])
p.calculate(50) // => 1
;[0.5, 1, 2, 2.5, 3, 99].forEach(n => p.observe(n))
[0, 40, 60, 80, 100, 300].map(n => p.calculate(n)) // => [0, 1, 2.5, 2.5, 10, Infinity]
p.reset()
p.calculate(90) // => 1
new algo.Percentile([2, 1]) // => TypeError: buckets are not in ascending order: 1 after 2
new algo.Percentile([0, 1]) // => TypeError: buckets are not in ascending order: 0 after 0
new algo.Percentile() // => TypeError: requires 1 or more arguments
p.observe('1') // => TypeError: argument #1 expects a number

// YAML
YAML.parse('a: 1\nb: [true, null, 1.5, x]\nc:\n  - d: "5"\n') // => { a: 1, b: [true, null, 1.5, 'x'], c: [{ d: '5' }] }
YAML.parse('a: yes\nb: 0o17\nc: 0x1F\nd: .inf\ne: 2020-01-01') // => { a: 'yes', b: 15, c: 31, d: Infinity, e: '2020-01-01' }
YAML.parse('a: 1\n---\nb: 2') // => { b: 2 }
YAML.parse('') // => null
YAML.parse('1: x').hasOwnProperty('1') // => true
YAML.parse('a: 1', null, { strings: true }) // => { a: '1' }
YAML.parse('a: 1\nb: 2', (k, v) => (k === 'a' ? undefined : typeof v === 'number' ? v + 1 : v)) // => { b: 3 }
const shared = YAML.parse('a: &x { n: 1 }\nb: *x')
shared.a === shared.b // => true
YAML.parse('__proto__: { x: 1 }').x // => undefined
YAML.parse('a: [1') // => TypeError: YAML line 1 column 6: expected ',' or ']', but got <stream end>
YAML.parse('a: !!java.net.URL x') // => TypeError: YAML line 1 column 4: could not determine a constructor for the tag tag:yaml.org,2002:java.net.URL
YAML.parse('a: &a [*a]') // => TypeError: a value contains itself
YAML.parse('a: 1\na: 2') // => TypeError: YAML line 2 column 1: found duplicate key a
YAML.decode(new Data('a: é')).a // => 'é'
YAML.decode(new Data([255])) // => TypeError: YAML: the data is not UTF-8
YAML.parse(YAML.stringify({ a: [1, { b: 'true', c: null }], d: 1e300, e: '' })) // => { a: [1, { b: 'true', c: null }], d: 1e300, e: '' }
YAML.stringify({ a: [1, 'x'] }) // => 'a:\n- 1\n- x\n'
YAML.encode('x').toString() // => 'x\n'
const bomb = Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [${Array(9).fill(i === 0 ? 1 : `*l${i - 1}`)}]`).join('\n')
YAML.parse(bomb) // => TypeError: YAML: Number of aliases for non-scalar nodes exceeds the specified max=50

// zlib
const text = 'hello '.repeat(100)
zlib.inflate(zlib.deflate(new Data(text))).toString() === text // => true
zlib.gunzip(zlib.gzip(new Data(text))).toString() === text // => true
zlib.gzip(new Data(text)).size < 100 // => true
zlib.gzip(null) // => null
zlib.gunzip(new Data('no')) // => TypeError: gunzip() failed: Not in GZIP format
zlib.inflate(zlib.deflate(new Data(text)).shift(10)) // => TypeError: inflate() failed: Unexpected end of ZLIB input stream
zlib.gzip('text') // => TypeError: argument #1 expects an instance of Data

// http.File: the codebase has /www/index.html, /www/a.min.js and /www/a.min.js.gz
http.File.from('nope') // => null
new http.File('nope') // => TypeError: file not found: nope
http.File.from('www').toMessage().body.toString() // => '<p>'
http.File.from('/www/').toMessage().head // => { headers: { 'content-type': 'text/html' } }
http.File.from('/www/index.html?v=1').toMessage().body.size // => 3
http.File.from('../../etc/passwd') // => null
http.File.from('/www/../../main.js') // => null
http.File.from('/www/\0') // => null
http.File.from('www') instanceof http.File // => true
const file = new http.File('/www/a.min.js')
file.toMessage().head.headers // => { 'content-type': 'application/javascript', vary: 'accept-encoding' }
file.toMessage('br, gzip').head.headers['content-encoding'] // => 'gzip'
file.toMessage('gzip;q=0, *').head.headers['content-encoding'] // => undefined
file.toMessage('*').head.headers['content-encoding'] // => 'gzip'
file.toMessage('GZIP').head.headers['content-encoding'] // => 'gzip'
file.toMessage().body.push('x').size // => 2
file.toMessage().body.size // => 1

http.File.from('/www/packed.js').toMessage().body.toString() // => 'p{}'
http.File.from('/www/packed.js').toMessage().head.headers['content-encoding'] // => undefined
http.File.from('/www/packed.js').toMessage('br').head.headers['content-encoding'] // => 'br'

// RESP: a value of each kind, and back
const resp = text => RESP.decode(new Data(text))
const sent = value => RESP.encode(value).toString()
resp('') // => []
RESP.decode(null) // => null
resp('+OK\r\n:1\r\n') // => ['OK', 1]
resp(':123\r\n:-45\r\n') // => [123, -45]
resp(':9223372036854775807\r\n')[0] === 9223372036854775807n // => true
resp(':9007199254740992\r\n') // => [9007199254740992]
resp('-ERR no\r\n')[0] instanceof Error // => true
resp('-ERR no\r\n')[0].message // => 'ERR no'
resp('$4\r\na\r\nb\r\n')[0].toString() // => 'a\r\nb'
resp('$-1\r\n*-1\r\n') // => [null, null]
resp('*2\r\n*1\r\n:1\r\n*0\r\n') // => [[[1], []]]
resp(':1\r\n:2') // => [1]
resp('PING\r\n') // => TypeError: RESP.decode: value 1 is malformed
resp(':1\r\n:x\r\n') // => TypeError: RESP.decode: value 2 is malformed
resp('*1\r\n'.repeat(129)) // => TypeError: RESP.decode: value 1 is too large (expected: lines of 65536 bytes at most, arrays of 1048576 elements at most, nested 128 levels at most)
RESP.decode('+a\r\n') // => TypeError: argument #1 expects an instance of Data
sent('OK') // => '+OK\r\n'
sent('a\r\n:1') // => '$5\r\na\r\n:1\r\n'
sent(1.9) // => ':1\r\n'
sent(9223372036854775807n) // => ':9223372036854775807\r\n'
sent(null) // => '$-1\r\n'
sent(undefined) // => '$-1\r\n'
sent(true) // => '+true\r\n'
sent(new Data('a')) // => '$1\r\na\r\n'
sent(new Error('ERR no')) // => '-ERR no\r\n'
sent(['a', [null]]) // => '*2\r\n+a\r\n*1\r\n$-1\r\n'
sent(NaN) // => TypeError: RESP.encode: value: NaN (expected: a whole number of 64 bits)
sent(2n ** 63n) // => TypeError: RESP.encode: value: 9.223372036854776E18 (expected: a whole number of 64 bits)
sent({}) // => TypeError: RESP.encode: value: an object (expected: null, a boolean, a number, a string, a Data, an Error or an array of those)
RESP.encode() // => TypeError: requires 1 or more arguments

// Int: fixed width
const all = n => [n.type, n.width, n.isUnsigned, n.low, n.high, n.toString()]
all(new Int(-1)) // => ['i32', 32, false, 4294967295, 4294967295, '-1']
all(new Int('u64', -1)) // => ['u64', 64, true, 4294967295, 4294967295, '18446744073709551615']
all(new Int('i64', 1, 2)) // => ['i64', 64, false, 1, 2, '8589934593']
all(new Int('i8', 200)) // => ['i8', 8, false, 4294967240, 4294967295, '-56']
new Int('i16', -2).toBytes() // => [254, 255]
new Int('u32', new Data([1, 0, 0, 128])).valueOf() // => 2147483649
new Int(7) < new Int('u64', '8') // => true
new Int('u8').valueOf() // => 0
new Int('u8', {}) // => TypeError: argument #2 expects a number, a string of digits, or an array of 8 bytes at most
new Int(NaN) // => TypeError: argument #1 expects a number, a string of digits, or an array of 8 bytes at most
new Int() // => TypeError: requires 1 or more arguments

// Int: what encoders take it for
Hessian.encode(new Int(5)).toString('hex') // => '4900000005'
Hessian.encode(new Int('i64', 5)).toString('hex') // => '4c0000000000000005'
Hessian.decode(Hessian.encode(9007199254740993n)) === 9007199254740993n // => true
Hessian.encode({ a: [new Int('u8', -1)] }).toString('hex') // => '4801615749000000ff5a5a'
protobuf.encode(new protobuf.Message().setInt64(1, new Int('i64', 150))).toString('hex') // => '089601'
protobuf.encode(new protobuf.Message().setUint64(1, new Int('u64', -1))).toString('hex') // => '08ffffffffffffffffff01'
RESP.encode([new Int(5)]).toString() // => '*1\r\n:5\r\n'
JSON.stringify({ a: new Int(-2), b: new Int('u64', -1) }) // => '{"a":-2,"b":18446744073709551615}'

// CStruct, CUnion, CString: as C lays them out
const inner = new CStruct({ a: 'uint8', b: 'uint16' })
const outer = new CStruct({ flag: 'char', pair: inner, list: 'int16[3]', big: 'uint64', f: 'float', d: 'double' })
outer.reflect().pair // => { offset: 2, size: 4, count: 1, isArray: false, isIntegral: false, isUnsigned: false }
outer.reflect().list // => { offset: 6, size: 6, count: 3, isArray: true, isIntegral: true, isUnsigned: false }
outer.reflect().d.offset // => 32
outer.size // => 40
outer.encode({ pair: { b: 258 }, list: [1, -1] }).toString('hex').slice(0, 24) // => '0000000002010100ffff0000'
outer.decode(outer.encode({ flag: -1, pair: { a: 255 }, list: [1, -1], big: '18446744073709551615', f: 0.5, d: 0.1 })) // => { flag: -1, pair: { a: 255, b: 0 }, list: [1, -1, 0], big: 18446744073709551615n, f: 0.5, d: 0.1 }
new CUnion({ a: inner, b: 'uint32' }).encode({ a: { a: 1, b: 2 } }).toString('hex') // => '01000200'
new CStruct({ name: 'char[2]' }).encode({ name: 'abc' }) // => TypeError: field name: text of 3 bytes (expected: 2 at most)
new CStruct({ list: 'uint8[1]' }).encode({ list: [1, 2] }) // => TypeError: field list: expected an array of 1 elements at most
new CStruct({ list: 'uint8[2000000]' }) // => TypeError: field list ends behind 1048576 bytes
new CStruct({ a: 'int32' }).decode(new Data([1])) // => TypeError: Data of 1 bytes (expected: 4 or more)
new CString('é').size // => 2
new CString('é').toString() // => 'é'

// pipy: a codebase with files of the script's own
pipy.patch('/notes/a.txt', 'one')
pipy.load('notes/a.txt').toString() // => 'one'
pipy.list('notes') // => ['a.txt']
pipy.patch('../outside', 'x') // => TypeError: pipy.patch: ../outside is not inside of the codebase
pipy.patch('large', new Data('x'.repeat(65 << 20))) // => TypeError: pipy.patch: more than 67108864 bytes in all
pipy.mount('host', temporary)
pipy.load('host/there.txt').toString() // => 'content'
pipy.load('host/../../etc/passwd') // => null
pipy.list('host').includes('there.txt') // => true
pipy.unmount('host')
pipy.load('host/there.txt') // => null
pipy.mount('host', '/no/such/folder') // => TypeError: pipy.mount: /no/such/folder is not a folder
pipy.patch('count.js', '({ n: globalThis.solved = (globalThis.solved ?? 0) + 1 })')
pipy.solve('count.js').n // => 1
pipy.solve('/count.js').n // => 1
pipy.patch('circle.js', "pipy.solve('circle.js')")
pipy.solve('circle.js') // => TypeError: pipy.solve: /circle.js needs itself
pipy.patch('broken.js', '{ a: ')
outcome(() => pipy.solve('broken.js')).startsWith('TypeError: pipy.solve: /broken.js:1:') // => true
pipy.patch('throws.js', "null.x")
outcome(() => pipy.solve('throws.js')).startsWith('TypeError: ') // => true
pipy.solve('nothing.js') // => TypeError: pipy.solve: nothing.js is not in the codebase

// pipy: programs
pipy.exec(['sh', '-c', 'cat; echo $A; echo e >&2'], { stdin: 'in ', env: { A: 'x' } }).toString() // => 'in x\n'
pipy.exec("sh -c 'echo e >&2'", { stderr: true }).toString() // => 'e\n'
const ended = []
pipy.exec("sh -c 'echo e >&2; exit 3'", { onExit: (code, errors) => ended.push(code, errors.toString()) }).size // => 0
ended // => [3, 'e\n']
pipy.exec('') // => TypeError: pipy.exec: argument #1 expects a command as a string or an array of strings
pipy.exec('true', 5) // => TypeError: argument #2 expects an object
pipy.uuid.length // => 36
pipy.performance.now() >= 0 // => true
pipy.fork(() => 5) // => 5
pipy.fork(5) // => TypeError: argument #1 expects a function
pipy.exit('now') // => TypeError: argument #1 expects a number

// what the original does wrong, where nothing above covers it
new Data(null) // => TypeError: argument #1 expects a string, an array or an instance of Data
new Data([255, 254, 253, 252]).shiftUInt32BE() // => 4294901244
new Data('x'.repeat(70000)).toString().length // => 70000
JSON.stringify('x'.repeat(70000)).length // => 70002
[3, 1, 2].slice(-1) // => [2]
[3, 1, 2].reverse() // => [2, 1, 3]
[1, 2, 1].lastIndexOf(1) // => 2
'a'.trimEnd() + ' é '.trim() // => 'aé'
new Date('2022-01-30T10:00:00Z').toISOString() // => '2022-01-30T10:00:00.000Z'
(3).toFixed(2) + 0.1 + 1e300 // => '3.000.11e+300'
new crypto.Certificate(null) // => TypeError: argument #1 expects a string or an instance of Data
new crypto.CertificateChain(null) // => TypeError: argument #1 expects a string or an instance of Data
