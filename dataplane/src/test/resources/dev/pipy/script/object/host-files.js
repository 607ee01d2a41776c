// os: the files of the reference
os.readFile(`${temporary}/there.txt`).toString() // => 'content'
os.readFile(`${temporary}/nope`) // => null
os.readFile(temporary) // => null
os.writeFile(`${temporary}/new`, 'text') // => undefined
os.readFile(`${temporary}/new`).toString() // => 'text'
os.writeFile(`${temporary}/new`, new Data([1])) // => undefined
os.readFile(`${temporary}/new`).size // => 1
os.writeFile(`${temporary}/new`, null) // => undefined
os.readFile(`${temporary}/new`).size // => 0
os.writeFile(`${temporary}/no/new`, 'x') // => null
os.writeFile(temporary, 'x') // => null
os.writeFile(`${temporary}/new`, 5) // => TypeError: argument #2 expects a string or an instance of Data
os.readFile('a\0b') // => null
os.stat(`${temporary}/nope`) // => null
os.stat(`${temporary}/there.txt`).size // => 7
os.stat(`${temporary}/there.txt`).isFile() // => true
os.stat(`${temporary}/there.txt`).isDirectory() // => false
os.stat(temporary).isDirectory() // => true
os.stat('/dev/null').isCharacterDevice() // => true
Math.abs(os.stat(`${temporary}/there.txt`).mtime - Date.now() / 1000) < 100 // => true
Number.isInteger(os.stat(temporary).mtime) // => true

// os: what the later version has
os.mkdir(`${temporary}/a/b`, { recursive: true })
os.mkdir(`${temporary}/a`) // => TypeError: os.mkdir: ${temporary}/a: is there already
os.write(`${temporary}/a/b/c`, 'x') // => undefined
os.read(`${temporary}/a/b/c`).toString() // => 'x'
os.read(`${temporary}/a/nope`) // => TypeError: os.read: ${temporary}/a/nope: no such file
os.list(`${temporary}/a`) // => ['b/']
os.readDir(`${temporary}/nope`) // => []
os.rename(`${temporary}/a/b/c`, `${temporary}/a/d`)
os.list(`${temporary}/a`) // => ['b/', 'd']
os.rmdir(`${temporary}/a`) // => TypeError: os.rmdir: ${temporary}/a: folder is not empty
os.unlink(`${temporary}/a/d`) // => true
os.unlink(`${temporary}/a/d`) // => false
os.rm(`${temporary}/a`, { recursive: true })
os.stat(`${temporary}/a`) // => null
os.rm(`${temporary}/a`) // => TypeError: os.rm: ${temporary}/a: no such file
os.rm(`${temporary}/a`, { force: true }) // => undefined
['linux', 'darwin', 'windows', 'freebsd', ''].includes(os.platform) // => true
os.abspath('x').startsWith('/') // => true
typeof os.home() // => 'string'

// os.path
os.path.join('/a/', '/b', '', '../c') // => '/a/b/../c'
os.path.join() // => '.'
os.path.normalize('/a/./b//../c/') // => '/a/c/'
os.path.normalize('../a/../..') // => '../..'
os.path.normalize('/..') // => '/'
os.path.resolve('/a', 'b', '../c') // => '/a/c'
os.path.resolve('/a', '/b') // => '/b'
os.path.dirname('/a/b.txt') // => '/a'
os.path.dirname('a') // => '.'
os.path.basename('/a/b.txt', '.txt') // => 'b'
os.path.basename('/a/b.txt') // => 'b.txt'
