// http.Match
new http.Match('/a/{id}/*')('/A/7/x/y?z=1') // => { id: '7', '*': 'x/y' }
new http.Match('/a/{id}')({ path: '/a/b/' }) // => { id: 'b' }
new http.Match('/a')('/a#x') // => {}
new http.Match('/a')('/b') // => null
new http.Match('/')('/') // => {}
new http.Match('/')('/a') // => null
new http.Match('/x/*')('/x') // => null
new http.Match('/x/*')('/x/') // => null
new http.Match('/*')('/a/b') // => { '*': 'a/b' }
new http.Match('/a/*/c')('/a/b/c') // => {}
new http.Match('/a')({}) // => null
new http.Match('/a') instanceof http.Match // => true
new http.Match('a') // => TypeError: invalid path pattern: a (expected: / at its start)
new http.Match('/a*') // => TypeError: invalid path pattern: /a* (half a wildcard in "a*")
new http.Match('/a//b') // => TypeError: invalid path pattern: /a//b (an empty segment)
new http.Match(5) // => TypeError: argument #1 expects a string

// http.Directory
const site = new http.Directory('/www/')
const get = (path, accepted) => site.serve(new Message({ path, headers: { 'accept-encoding': accepted } }))
get('/').body.toString() // => '<p>'
get('/').head.headers // => { 'content-type': 'text/html' }
get('/index.html?x=1').body.toString() // => '<p>'
get('/a.min.js').head.headers // => { 'content-type': 'application/javascript' }
get('/a.min.js', 'gzip').head.headers // => { 'content-type': 'application/javascript', 'content-encoding': 'gzip', vary: 'accept-encoding' }
get('/a.min.js', 'gzip').body.size > 10 // => true
get('/nowhere') // => null
get('/../main.js') // => null
get('/x/../../main.js') // => null
get('/%2e%2e/main.js') // => null
get('/%zz') // => null
site.serve(new Message('x')) // => null
site.serve(5) // => TypeError: argument #1 expects an instance of Message

// http.Directory: options
const request = path => new Message({ path, headers: {} })
new http.Directory('/www', { index: 'a.min.js' }).serve(request('/')).body.toString() // => '1'
new http.Directory('/www', { contentTypes: { html: 'text/x' } }).serve(request('/')).head.headers['content-type'] // => 'text/x'
new http.Directory('/www', { contentTypes: (message, path) => path }).serve(request('/')).head.headers['content-type'] // => '/index.html'
new http.Directory('/', { defaultContentType: 'a/b' }).serve(request('/www/a.min.js.gz')).head.headers['content-type'] // => 'a/b'
zlib.gunzip(new http.Directory('/www', { compression: () => 'gzip' }).serve(request('/')).body).toString() // => '<p>'
new http.Directory('/www', { compression: () => 'br' }).serve(request('/')) // => TypeError: options.compression returned br (expected: 'gzip' or nothing)
new http.Directory(temporary, { fs: true }).serve(request('/there.txt')).body.toString() // => 'content'
new http.Directory(temporary, { fs: true }).serve(request('/missing')) // => null
new http.Directory('/www', { tarball: true }) // => TypeError: file not found: /www

// http.Directory: archives as GNU tar and as pax has them
const gnu = 'H4sIAAAAAAACA+3WTQ6CMBRG0S6lK+gPNHRijAtgEyhEiRWNLcryrQ6MoAlx0JLAdyY0TF/uaxmvm7Lq2MGdDAlEeJlSr683/Hrpx9n/l/6PIFSQCFrriiulZKFWlzWB5WKc8U1+bvZ53RwD9v+j+3fziZD9/oXWKiM0R//B2XbLm4kw1zkUOP/5j9//qt9/mkqd4P6PwfjVjwoWfP8zXt1qE3QV/92/0JlE/1E8h48Klsv4Z3/od9h4/4OzlEppQhNeuR2/FNbeS/QfaP6FddPP/2v/K5Fi/8eaP7YgAAAAAAAAAADAPD0A5zWLOwAoAAA='
const pax = 'H4sIAAAAAAACA+3VvW6DMBSGYc+5Cq7A/0CHtMqYsbfgBKtBJQRhk3D5NRmqllZqO9hI5XsWIxYPR+8xZXVb2ZGe/LkhkfCg0Pp+BvMzUB++w3/BeclJxkkCg/OmD9eTddp2TwTWizLKds9m3FtT2T5e/990/968FHLevxSh/xH9RyfUQ9YZf3p0w4G1C6F+9Bu0uIQUY//5/def+1dKKon3P4Xm0r6gghW//5TZa91MGzjaHX/un5dFjv6TmIaPCtarqdvXqPH/qv/ZtxA5L0kmmfVH1hnnbhX6jzR/4/zy8/+y/7VW2P+p5o8tCAAAAAAAAAAA8D+9Ac4FCjwAKAAA'
os.write(temporary + '/gnu.tgz', new Data(gnu, 'base64'))
os.write(temporary + '/pax.tar', zlib.gunzip(new Data(pax, 'base64')))
os.write(temporary + '/cut.tar', zlib.gunzip(new Data(pax, 'base64')).shift(2000))
os.write(temporary + '/none.tar', new Data('x'.repeat(600)))
const archive = name => new http.Directory(temporary + '/' + name, { fs: true, tarball: true })
const inside = (name, path) => archive(name).serve(new Message({ path, headers: {} }))?.body.toString() ?? null
inside('gnu.tgz', '/') // => '<p>'
inside('pax.tar', '/index.html') // => '<p>'
inside('gnu.tgz', '/sub/' + 'n'.repeat(120) + '.txt') // => 'long'
inside('pax.tar', '/sub/' + 'n'.repeat(120) + '.txt') // => 'long'
inside('gnu.tgz', '/last.txt') // => 'last'
inside('pax.tar', '/last.txt') // => 'last'
inside('gnu.tgz', '/evil.txt') // => null
inside('gnu.tgz', '/../evil.txt') // => null
inside('gnu.tgz', '/link.txt') // => null
archive('gnu.tgz').serve(new Message({ path: '/', headers: {} })).head.headers // => { 'content-type': 'text/html' }
invoke(() => archive('cut.tar'), message => message.endsWith('cut off, or no tar archive')) // => true
invoke(() => archive('none.tar'), message => message.endsWith('damaged, or no tar archive')) // => true
const request = path => new Message({ path, headers: {} })
new http.Directory('/www', { index: 5 }) // => TypeError: options.index expects the name of a file, or an array of those
http.Directory.defaultContentTypes.html // => 'text/html'

// algo.LoadBalancer: the order of weights
const weights = { a: 3, b: 1 }
const weighted = new algo.LoadBalancer(['a', 'b'], { weight: target => weights[target] })
weighted.schedule(8).join('') // => 'aabaaaab'
new algo.LoadBalancer(['a', 'b', 'c']).schedule(4) // => ['a', 'b', 'c', 'a']
new algo.LoadBalancer(['a', 'b'], { weight: target => (target === 'a' ? 0 : 1) }).schedule(2) // => ['b', 'b']
new algo.LoadBalancer(['a', 'b']).schedule(2, target => target !== 'a') // => ['b', 'b']
new algo.LoadBalancer([]).schedule(2) // => []
new algo.LoadBalancer([]).allocate() // => null

// algo.LoadBalancer: resources
const servers = [{ id: 1 }, { id: 2 }]
const lender = new algo.LoadBalancer(servers, { key: server => server.id, algorithm: 'least-load', capacity: 1 })
const first = lender.allocate()
const second = lender.allocate()
[first.target.id, second.target.id] // => [1, 2]
lender.allocate(2).target === servers[1] // => true
lender.allocate(2) === second // => true
first.free()
lender.allocate() === first // => true
lender.allocate('nobody', server => server.id === 3) // => null
lender.provision([{ id: 3 }])
lender.allocate().target.id // => 3
new algo.LoadBalancer('a') // => TypeError: argument #1 expects an array
new algo.LoadBalancer([], { algorithm: 'random' }) // => TypeError: options.algorithm: random (expected: round-robin or least-load)
new algo.LoadBalancer([], { key: 5 }) // => TypeError: options.key expects a function

// STUN
const id = new Data('0102030405060708090a0b0c', 'hex')
STUN.encode({ type: 'BindingRequest', transactionId: id }).toString('hex') // => '000100002112a4420102030405060708090a0b0c'
STUN.decode(STUN.encode({ type: 'BindingRequest', transactionId: id })) // => { type: 'BindingRequest', transactionId: new Data('0102030405060708090a0b0c', 'hex') }
const answer = text => STUN.decode(new Data('0101' + text, 'hex')).mappedAddress
answer('000c' + '2112a442' + id.toString('hex') + '00200008' + '0001a147e112a643') // => { ip: '192.0.2.1', port: 32853, family: 'IPv4' }
answer('000c' + '2112a442' + id.toString('hex') + '00010008' + '00018055c0000201') // => { ip: '192.0.2.1', port: 32853, family: 'IPv4' }
answer('0018' + '2112a442' + id.toString('hex') + '00200014' + '0002a147' + '2113a9fa0102030405060708090a0b0d').family // => 'IPv6'
answer('0000' + '2112a442' + id.toString('hex')) // => undefined
answer('0008' + '2112a442' + id.toString('hex') + '0020000800018055') // => TypeError: STUN: an attribute ends behind the message
answer('0000' + '00000000' + id.toString('hex')) // => TypeError: STUN: no magic cookie
STUN.decode(new Data('0101')) // => TypeError: STUN: not a message
STUN.encode({ type: 'x' }) // => TypeError: STUN: type: x (expected: BindingRequest)
STUN.encode({ type: 'BindingRequest', transactionId: new Data('x') }) // => TypeError: STUN: transactionId expects a Data of 12 bytes

// DNS: what is written is what is read
const pass = message => DNS.decode(DNS.encode(message))
DNS.encode({ id: 258, rd: 1, question: [{ name: 'a.b', type: 'A' }] }).toString('hex') // => '0102010000010000000000000161016200' + '00010001'
pass({ id: 1, qr: 1, opcode: 2, aa: 1, tc: 1, rd: 1, ra: 1, zero: 1, rcode: 3 }) // => { id: 1, qr: 1, opcode: 2, aa: 1, tc: 1, rd: 1, ra: 1, zero: 1, rcode: 3 }
pass({ id: 1, answer: [{ name: 'a', type: 'A', ttl: 60, rdata: '10.0.0.1' }] }) // => { id: 1, answer: [{ name: 'a', type: 'A', ttl: 60, rdata: '10.0.0.1' }] }
pass({ answer: [{ name: 'a', type: 'AAAA', ttl: 60, rdata: '2001:db8::1' }] }).answer[0].rdata // => '2001:db8::1'
pass({ answer: [{ name: 'a', type: 'MX', ttl: 1, rdata: { preference: 10, exchange: 'm.x' } }] }).answer[0].rdata // => { preference: 10, exchange: 'm.x' }
pass({ answer: [{ name: 'a', type: 'TXT', ttl: 1, rdata: 'x'.repeat(300) }] }).answer[0].rdata.length // => 300
pass({ answer: [{ name: 'a', type: 'SRV', ttl: 1, rdata: { priority: 1, weight: 2, port: 3, target: 't' } }] }).answer[0].rdata // => { priority: 1, weight: 2, port: 3, target: 't' }
pass({ authority: [{ name: '', type: 'SOA', ttl: 1, rdata: { mname: 'm', rname: 'r', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 } }] }).authority[0].rdata // => { mname: 'm', rname: 'r', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 }
pass({ additional: [{ name: '', type: 99, class: 3, ttl: 1, rdata: 'ff00' }] }).additional[0] // => { name: '', type: 99, class: 3, ttl: 1, rdata: 'ff00' }
pass({ answer: [{ name: 'a.', type: 'CNAME', ttl: 1, rdata: 'b.c' }] }).answer[0] // => { name: 'a', type: 'CNAME', ttl: 1, rdata: 'b.c' }

// DNS: compressed names, and what is wrong
const answers = text => DNS.decode(new Data('000180000001000100000000' + text, 'hex'))
answers('0161016200' + '00010001' + 'c00c' + '00010001' + '0000003c' + '0004' + '0a000001').answer[0].name // => 'a.b'
answers('0161c00c' + '00010001').answer // => TypeError: dns decode # a pointer that does not go back at byte 16
answers('0161016200' + '00010001' + 'c00c' + '00010001' + '0000003c' + '0003' + '0a0000') // => TypeError: dns decode # A record of 3 bytes at byte 33
DNS.decode(new Data('00', 'hex')) // => TypeError: dns decode # message too short at byte 0
DNS.decode(new Data('0001800000ff00ff00ff00ff', 'hex')) // => TypeError: dns decode # message too short at byte 12
DNS.decode('x') // => TypeError: argument #1 expects an instance of Data
DNS.encode({ question: [{ name: 'a..b', type: 'A' }] }) // => TypeError: dns encode # a..b: a label of 0 bytes (expected: 1 to 63)
DNS.encode({ question: [{ name: 'a', type: 'X' }] }) // => TypeError: dns encode # unknown type X
DNS.encode({ answer: [{ name: 'a', type: 'A', rdata: '10.0.0.1' }] }) // => TypeError: dns encode # a: ttl is missing
DNS.encode({ answer: [{ name: 'a', type: 'A', ttl: 1, rdata: '::1' }] }) // => TypeError: dns encode # ::1 is not of IPv4
DNS.encode({ id: 70000 }) // => TypeError: dns encode # id: 70000 (expected: 0 to 65535)
DNS.resolve(5) // => TypeError: argument #1 expects a string

// sqlite
const db = sqlite(':memory:')
db.exec('CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL)') // => []
const insert = db.sql('INSERT INTO t VALUES (?, ?, ?, ?)')
insert.bind(1, true).bind(2, null).bind(3, new Data('ff00', 'hex')).bind(4, 1.5).exec() // => []
insert.reset().bind(1, 9007199254740993n > 0 ? 2 : 0).bind(2, 'x').bind(3, null).bind(4, 2).exec() // => []
db.sql('SELECT a, b, d FROM t').exec() // => [{ a: 1, b: null, d: 1.5 }, { a: 2, b: 'x', d: 2 }]
db.sql('SELECT c FROM t').exec()[0].c // => new Data('ff00', 'hex')
db.exec('SELECT a, b FROM t') // => [{ a: '1', b: null }, { a: '2', b: 'x' }]
db.sql('SELECT 9007199254740993 AS n').exec()[0].n === 9007199254740993n // => true
const each = db.sql('SELECT a FROM t ORDER BY a')
[each.step(), each.column(0), each.step(), each.row(), each.step()] // => [false, 1, false, { a: 2 }, true]
[each.reset().step(), each.column(0)] // => [false, 1]
each.column(5) // => TypeError: SQLite error: no column 5 here
db.exec('SELECT') // => TypeError: SQLite error: [SQLITE_ERROR] SQL error or missing database (incomplete input)
db.sql('SELECT ?').bind(1, {}) // => TypeError: SQLite error: parameter 1 expects a string, a number, a boolean, a Data or null
for (let i = 0; i < 990; i++) db.sql('SELECT 1')
Array.from({ length: 20 }, () => db.sql('SELECT 1')) // => TypeError: SQLite error: there are 1000 statements already; keep them and reset() them
db.close()
db.exec('SELECT 1') // => TypeError: SQLite error: the database is closed
sqlite(5) // => TypeError: argument #1 expects a string
const wide = sqlite(':memory:').sql('SELECT ? AS n').bind(1, new Int('i64', '9007199254740993'))
wide.exec()[0].n === 9007199254740993n // => true
sqlite(':memory:', 1).exec('CREATE TABLE t (a)') // => TypeError: SQLite error: [SQLITE_READONLY] Attempt to write a readonly database (attempt to write a readonly database)
sqlite('/no/such/folder/file.db', 2) // => TypeError: SQLite error: [SQLITE_CANTOPEN] Unable to open the database file (unable to open database file)
sqlite(':memory:', 3) // => TypeError: argument #2 expects 1 to read only, 2 to read and write, or 6 to make the file, too

// pipy.list, os.kill
pipy.list('/www').includes('index.html') // => true
pipy.list('www/').includes('a.min.js') // => true
pipy.list('/').includes('www/index.html') // => true
pipy.list('/ww') // => []
pipy.list('/../..').length > 0 // => true
pipy.list(5) // => TypeError: argument #1 expects a string
pipy.since < Date.now() // => true
pipy.name // => 'test'
os.kill(pipy.pid) // => true
os.kill(2 ** 30) // => false
os.kill(pipy.pid, 1) // => TypeError: os.kill: signal 1 (expected: 0, 9 or 15)
os.kill('x') // => TypeError: argument #1 expects a number
