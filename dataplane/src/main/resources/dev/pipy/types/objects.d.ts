/** Bytes: a number, or text such as '256k' or '1.5m' (factors of 1024, up to 't'). */
type Size = number | string
/** A time: seconds as a number, or text with the unit ms, s, m, h or d. */
type Duration = number | string
/** Context variables by name, with their initial values. */
type Variables = Record<string, any>
/** What encodes text: */
type Encoding = 'utf8' | 'hex' | 'base64' | 'base64url' | 'utf16be' | 'utf16le'
/** Events to emit; null and undefined emit nothing. */
type Events = Data | Message | MessageStart | MessageEnd | StreamEnd | null | undefined | void | readonly Events[]

/** Head of a message: what the protocol defines, and what scripts add. */
interface Head {
  protocol?: string
  method?: string
  path?: string
  scheme?: string
  authority?: string
  status?: number
  statusText?: string
  /** By name in lower case; repeated ones as an array where the protocol allows no other form. */
  headers?: Record<string, any>
  /** How names are spelled that are not in lower case; null in HTTP/2. */
  headerNames?: Record<string, string> | null
  [name: string]: any
}

/** Bytes that can grow and shrink. As an event an empty one means "flush". */
declare class Data {
  constructor(content?: string | Data | readonly number[], encoding?: Encoding)
  readonly type: 'Data'
  /** Number of bytes. */
  readonly size: number
  /** Appends, and returns the same Data. */
  push(content: string | Data): this
  /** Takes bytes off the start. */
  shift(count: number): Data
  /** Takes bytes off the end. */
  pop(count: number): Data
  /** Takes bytes off the start up to and including the first for which the function holds. */
  shiftTo(stopsAt: (byte: number) => any): Data
  /** Takes bytes off the start while the function holds. */
  shiftWhile(goesOn: (byte: number) => any): Data
  pushUInt32BE(value: number): this
  shiftUInt32BE(): number
  /** Text, or undefined if the bytes are none in this encoding. */
  toString(encoding?: Encoding): string
  toArray(): number[]
  /** As the constructor, but null for text that cannot be decoded. */
  static from(content: string | Data, encoding?: Encoding): Data | null
}

/** A whole message. */
declare class Message {
  constructor()
  constructor(body: string | Data)
  constructor(head: Head | null, body?: string | Data | null, tail?: object | null)
  /** A message that is a value. */
  constructor(head: Head | null, payload: any, tail?: object | null)
  readonly head: Head
  readonly body: Data
  readonly tail: any
  readonly payload: any
}

/** Begins a message. */
declare class MessageStart {
  constructor(head?: Head | null)
  readonly type: 'MessageStart'
  readonly head: Head
}

/** Ends a message. */
declare class MessageEnd {
  constructor(tail?: object | null, payload?: any)
  readonly type: 'MessageEnd'
  readonly tail: any
  readonly payload: any
}

/** Ends a stream. */
declare class StreamEnd {
  constructor(error?: any)
  readonly type: 'StreamEnd'
  /** '' for a clean end, else such as 'ConnectionReset', or what a script gave. */
  readonly error: any
}

/** A connection that was accepted. */
interface Inbound {
  /** Counted from 1. */
  readonly id: number
  readonly remoteAddress: string
  readonly remotePort: number
  readonly localAddress: string
  readonly localPort: number
  readonly destinationAddress: string
  readonly destinationPort: number
}

/** What `connect` tells of its connection. */
interface Outbound {
  readonly state: 'idle' | 'resolving' | 'open' | 'connecting' | 'connected' | 'closed'
  /** Why it was closed, if not in order. */
  readonly error?: string
  readonly localAddress?: string
  readonly localPort?: number
  readonly remoteAddress?: string
  readonly remotePort?: number
  /** Ends the connection, and its stream in order. */
  close(): void
}

/** The connection that the current context belongs to; null in a task. For callbacks only. */
declare const __inbound: Inbound
/** Path of the module within the codebase. For callbacks only. */
declare const __filename: string
/** The worker. */
declare const __thread: {
  readonly id: number
  readonly concurrency: number
}

interface Pipy {
  /** A new configuration. The variables are those of each context. */
  (variables?: Variables | null): Configuration
  /** Likewise, with the variables that the function returns; it is called once, now. */
  (make: () => Variables): Configuration
  /** A file of the codebase, or null if there is none. */
  load(path: string): Data
  /** The files in a folder of the codebase and below, from that folder on. */
  list(path: string): string[]
  /** The value of a file that is an expression; each is run once. */
  solve(path: string): any
  /** Puts a file over what the codebase has there, for the scripts of this worker. */
  patch(path: string, content: string | Data): void
  /** Puts a folder of the host in the place of one of the codebase. */
  mount(path: string, folder: string): void
  unmount(path: string): void
  /** Runs a program, waits for it, and returns what it writes to stdout. */
  exec(
    command: string | readonly string[],
    options?: {
      env?: Record<string, string>
      stdin?: string | Data
      stderr?: boolean
      onExit?: (code: number, errors: Data) => any
    }
  ): Data
  /** Calls the function with a copy of the context variables. */
  fork<T>(fn: () => T): T
  /** Fulfilled with the files that have changed, once something of the folder or file has. */
  watch(path: string): Promise<string[]>
  /** Feeds a file to a pipeline; fulfilled with what its `onEnd` returns. */
  read(file: string, pipeline: ($: Configuration) => Configuration, argument?: any): Promise<any>
  /** The program, and what stands behind the script on its command line. */
  readonly argv: string[]
  /** The folder of the codebase; empty if it is in none. */
  readonly source: string
  /** The clients of this worker. */
  readonly inbound: {
    readonly count: number
    forEach(fn: (inbound: Inbound) => any): void
  }
  /** The connections to peers of this worker. */
  readonly outbound: {
    readonly count: number
    forEach(fn: (outbound: Outbound) => any): void
  }
  /** The terminal of the process. */
  readonly tty: {
    /** Whether each key comes in as it is. */
    raw: boolean
  }
  /** Loads the codebase again; the running one goes on if that fails. */
  restart(): void
  /** Stops listening, lets what is under way finish, and ends the process. */
  exit(code?: number): void
  /** Calls the function when the program stops for good. */
  exit(fn: () => any): void
  /** Milliseconds since the process started. */
  now(): number
  readonly performance: {
    readonly timeOrigin: number
    now(): number
  }
  readonly pid: number
  readonly uuid: string
  /** When the process was started, in milliseconds since 1970. */
  readonly since: number
  /** The name of the program. */
  readonly name: string
  readonly version: {
    readonly tag: string
  }
  readonly thread: {
    readonly id: number
    readonly concurrency: number
  }
}
declare const pipy: Pipy

interface FileStat {
  dev: number
  ino: number
  mode: number
  nlink: number
  uid: number
  gid: number
  rdev: number
  size: number
  blksize: number
  blocks: number
  /** Seconds. */
  atime: number
  mtime: number
  ctime: number
  isFile(): boolean
  isDirectory(): boolean
  isCharacterDevice(): boolean
  isBlockDevice(): boolean
  isFIFO(): boolean
  isSymbolicLink(): boolean
  isSocket(): boolean
}

/** Files and environment of the host, for loading: it holds up all connections of the worker. */
declare const os: {
  readonly env: Record<string, string>
  /** `linux`, `darwin`, `windows`, `freebsd` or empty. */
  readonly platform: string
  /** Has relative paths begin at another folder, for the scripts of this worker. */
  chdir(path: string): void
  /** Null, and a record in the log, if it cannot be read. */
  readFile(path: string): Data
  read(path: string): Data
  writeFile(path: string, content: string | Data): null | undefined
  write(path: string, content: string | Data): void
  stat(path: string): FileStat | null
  /** Sorted names, those of folders with a slash at the end. */
  list(path: string): string[]
  readDir(path: string): string[]
  rename(from: string, to: string): void
  unlink(path: string): boolean
  mkdir(path: string, options?: { recursive?: boolean }): void
  rmdir(path: string, options?: { recursive?: boolean; force?: boolean }): void
  rm(path: string, options?: { recursive?: boolean; force?: boolean }): void
  /** Whether there is such a process; 15 asks it to end, 9 ends it. */
  kill(pid: number, signal?: 0 | 9 | 15): boolean
  abspath(path: string): string
  home(): string
  readonly path: {
    join(...parts: string[]): string
    resolve(...parts: string[]): string
    normalize(path: string): string
    dirname(path: string): string
    basename(path: string, suffix?: string): string
  }
}

/** One record in the log of the process, the values joined by spaces. */
declare const console: {
  log(...values: any[]): void
  info(...values: any[]): void
  debug(...values: any[]): void
  warn(...values: any[]): void
  error(...values: any[]): void
}

/** Text on standard output. */
declare function print(...values: any[]): void
/** A line on standard output. */
declare function println(...values: any[]): void

interface JSON {
  /** The value, or undefined for null and for what is no JSON. */
  decode(data: Data | null, reviver?: (this: any, key: string, value: any) => any): any
  /** The Data of a value. */
  encode(value: any, replacer?: ((key: any, value: any, holder: any) => any) | null, space?: number): Data
}

declare namespace XML {
  /** An element; a document is one with an empty name and one element in it. */
  class Node {
    constructor(name: string, attributes?: Record<string, string> | null, children?: (Node | string)[] | null)
    readonly name: string
    readonly attributes: Record<string, string>
    readonly children: any[]
  }
  /** The document, or null if the text is no XML. */
  function parse(text: string): Node
  function decode(data: Data): Node
  function stringify(document: Node, space?: number): string
  function encode(document: Node, space?: number): Data
}

declare const YAML: {
  parse(text: string, reviver?: ((key: string, value: any) => any) | null, options?: { strings?: boolean }): any
  decode(data: Data, reviver?: ((key: string, value: any) => any) | null, options?: { strings?: boolean }): any
  stringify(value: any): string
  encode(value: any): Data
}

/** Hessian 2. */
declare const Hessian: {
  decode(data: Data): any
  encode(value: any): Data
}

/** Redis. */
declare const RESP: {
  /** All values. */
  decode(data: Data): any[]
  encode(value: any): Data
}

/** Protocol Buffers without a schema; numbers beyond 2**53 are BigInts. */
declare namespace protobuf {
  class Message {
    constructor()
    getWireType(field: number): '' | 'VARINT' | 'I64' | 'LEN' | 'SGROUP' | 'I32'
    getInt32(field: number): number
    setInt32(field: number, value: number | null): this
    getInt32Array(field: number): number[] | null
    setInt32Array(field: number, values: number[] | null): this
    getUint32(field: number): number
    setUint32(field: number, value: number | null): this
    getUint32Array(field: number): number[] | null
    setUint32Array(field: number, values: number[] | null): this
    getSint32(field: number): number
    setSint32(field: number, value: number | null): this
    getSint32Array(field: number): number[] | null
    setSint32Array(field: number, values: number[] | null): this
    getFixed32(field: number): number
    setFixed32(field: number, value: number | null): this
    getFixed32Array(field: number): number[] | null
    setFixed32Array(field: number, values: number[] | null): this
    getSfixed32(field: number): number
    setSfixed32(field: number, value: number | null): this
    getSfixed32Array(field: number): number[] | null
    setSfixed32Array(field: number, values: number[] | null): this
    getInt64(field: number): number | bigint
    setInt64(field: number, value: number | bigint | null): this
    getInt64Array(field: number): (number | bigint)[] | null
    setInt64Array(field: number, values: (number | bigint)[] | null): this
    getUint64(field: number): number | bigint
    setUint64(field: number, value: number | bigint | null): this
    getUint64Array(field: number): (number | bigint)[] | null
    setUint64Array(field: number, values: (number | bigint)[] | null): this
    getSint64(field: number): number | bigint
    setSint64(field: number, value: number | bigint | null): this
    getSint64Array(field: number): (number | bigint)[] | null
    setSint64Array(field: number, values: (number | bigint)[] | null): this
    getFixed64(field: number): number | bigint
    setFixed64(field: number, value: number | bigint | null): this
    getFixed64Array(field: number): (number | bigint)[] | null
    setFixed64Array(field: number, values: (number | bigint)[] | null): this
    getSfixed64(field: number): number | bigint
    setSfixed64(field: number, value: number | bigint | null): this
    getSfixed64Array(field: number): (number | bigint)[] | null
    setSfixed64Array(field: number, values: (number | bigint)[] | null): this
    getFloat(field: number): number
    setFloat(field: number, value: number | null): this
    getFloatArray(field: number): number[] | null
    setFloatArray(field: number, values: number[] | null): this
    getDouble(field: number): number
    setDouble(field: number, value: number | null): this
    getDoubleArray(field: number): number[] | null
    setDoubleArray(field: number, values: number[] | null): this
    getBool(field: number): boolean
    setBool(field: number, value: boolean | null): this
    getBoolArray(field: number): boolean[] | null
    setBoolArray(field: number, values: boolean[] | null): this
    getString(field: number): string | undefined
    setString(field: number, value: string | null): this
    getStringArray(field: number): string[] | null
    setStringArray(field: number, values: string[] | null): this
    getBytes(field: number): Data | null
    setBytes(field: number, value: Data | null): this
    getBytesArray(field: number): Data[] | null
    setBytesArray(field: number, values: Data[] | null): this
    getMessage(field: number): Message | null
    setMessage(field: number, value: Message | null): this
    getMessageArray(field: number): Message[] | null
    setMessageArray(field: number, values: Message[] | null): this
  }
  function decode(data: Data | null): Message | null
  function encode(message: Message | null): Data | null
}

declare const zlib: {
  deflate(data: Data): Data
  inflate(data: Data): Data
  gzip(data: Data): Data
  gunzip(data: Data): Data
}

/** A whole number of fixed width, `i32` if not said. */
declare class Int {
  constructor(value: number | bigint | string | Int | Data | readonly number[], high?: number)
  constructor(
    type: 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64' | 'u64',
    value?: number | bigint | string | Int | Data | readonly number[],
    high?: number
  )
  readonly type: string
  readonly width: number
  readonly isUnsigned: boolean
  readonly low: number
  readonly high: number
  toBytes(): number[]
  toBigInt(): bigint
  valueOf(): number
  toString(): string
}

declare class CString {
  constructor(content?: string | Data)
  readonly size: number
  readonly data: Data
  toString(): string
}

/** Values laid out in memory as C does it. */
declare class CStruct {
  constructor(fields: Record<string, string | CStruct | CUnion>)
  readonly size: number
  encode(value: object): Data
  decode(data: Data): any
  reflect(): any
}

/** Values that share one place in memory. */
declare class CUnion {
  constructor(fields: Record<string, string | CStruct | CUnion>)
  readonly size: number
  encode(value: object): Data
  decode(data: Data): any
  reflect(): any
}

declare namespace crypto {
  class Certificate {
    constructor(data: string | Data)
    /** One that a key issues. */
    constructor(options: {
      subject: Record<string, string>
      extensions?: Record<string, string>
      days?: number
      timeOffset?: number
      privateKey: PrivateKey
      publicKey?: PublicKey
      issuer?: Certificate
    })
    readonly subject: Record<string, string>
    readonly issuer: Record<string, string>
    readonly subjectAltNames: string[]
    /** Milliseconds. */
    readonly notBefore: number
    readonly notAfter: number
    toPEM(): Data
  }
  class CertificateChain {
    constructor(data: string | Data)
    toPEM(): Data
  }
  class PrivateKey {
    constructor(data: string | Data, options?: { passphrase?: string; aliasType?: 'sm2' })
    constructor(options: { type: 'rsa' | 'dsa'; bits?: number })
    toPEM(): Data
  }
  class PublicKey {
    constructor(data: string | Data | PrivateKey, options?: { aliasType?: 'sm2' })
    toPEM(): Data
  }
  class Hash {
    constructor(algorithm: string)
    update(content: string | Data, encoding?: Encoding): void
    digest(): Data
    digest(encoding: Encoding): string
  }
  class Hmac {
    constructor(algorithm: string, key: string | Data)
    update(content: string | Data, encoding?: Encoding): void
    digest(): Data
    digest(encoding: Encoding): string
  }
  class Cipher {
    constructor(algorithm: string, options: { key: string | Data; iv?: string | Data })
    update(content: string | Data): Data
    final(): Data
  }
  class Decipher {
    constructor(algorithm: string, options: { key: string | Data; iv?: string | Data })
    update(content: string | Data): Data
    final(): Data
  }
  class Sign {
    constructor(hash: string)
    update(content: string | Data, encoding?: Encoding): void
    sign(key: PrivateKey, options?: { id?: string | Data }): Data
    sign(key: PrivateKey, encoding: Encoding, options?: { id?: string | Data }): string
  }
  class Verify {
    constructor(hash: string)
    update(content: string | Data, encoding?: Encoding): void
    verify(
      key: PublicKey,
      signature: string | Data,
      encoding?: Encoding | { id?: string | Data },
      options?: { id?: string | Data }
    ): boolean
  }
  /** A public key in JSON. */
  class JWK {
    constructor(key: object)
    readonly isValid: boolean
  }
  /** A signed token (RFC 7519). */
  class JWT {
    constructor(token: string)
    readonly header: any
    readonly payload: any
    /** Has its parts and a known algorithm; says nothing of the signature. */
    readonly isValid: boolean
    verify(key: string | Data | JWK | PublicKey | PrivateKey, options?: { leeway?: number }): boolean
  }
}

declare class URLSearchParams {
  constructor(query: string | object)
  get(name: string): string | null
  getAll(name: string): string[]
  set(name: string, value: any): void
  toObject(): Record<string, any>
  toString(): string
}

declare class URL {
  constructor(url: string, base?: string)
  readonly protocol: string
  readonly auth: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly origin: string
  readonly path: string
  readonly pathname: string
  readonly search: string
  readonly query: string
  readonly hash: string
  readonly href: string
  readonly searchParams: URLSearchParams
  toString(): string
  static encode(text: string): string
  static decode(text: string): string
  static encodeComponent(text: string): string
  static decodeComponent(text: string): string
}

/** A block of addresses. */
declare class Netmask {
  constructor(cidr: string)
  constructor(bits: number, bytes: readonly number[])
  readonly version: 4 | 6
  readonly ip: string
  readonly base: string
  readonly mask: string
  readonly bitmask: number
  readonly hostmask: string
  readonly broadcast: string
  readonly first: string
  readonly last: string
  readonly size: number
  contains(address: string | IP): boolean
  /** The next host, from `first` on; '' when there is no more. */
  next(): string
  decompose(): number[]
  toBytes(): number[]
}
declare class IPMask extends Netmask {}

declare class IP {
  constructor(address: string | readonly number[])
  readonly version: 4 | 6
  decompose(): number[]
  toBytes(): number[]
  static isV4(text: string): boolean
  static isV6(text: string): boolean
}

declare class IPEndpoint {
  constructor(ip: string | IP, port?: number, protocol?: 'tcp' | 'udp')
  ip: any
  port: number
  protocol: string
}

declare namespace http {
  /** A file of the codebase for answers. */
  class File {
    constructor(path: string)
    /** Null if there is none. */
    static from(path: string): File
    toMessage(acceptEncoding?: string): Message
  }
  /** A folder for answers. */
  class Directory {
    constructor(
      path: string,
      options?: {
        fs?: boolean
        tarball?: boolean
        index?: string | string[]
        contentTypes?: Record<string, string> | ((request: Message, path: string) => any)
        defaultContentType?: string
        compression?: (head: Head, accepted: string, path: string, size: number) => any
      }
    )
    /** The answer to a request, or null if there is no such file. */
    serve(request: Message): Message | null
    static readonly defaultContentTypes: Record<string, string>
  }
  /** Requests to one server. */
  class Agent {
    constructor(target: string, options?: { tls?: object; [name: string]: any })
    /** Rejected with a Message that stands for the answer there is none of. */
    request(request: Message): Promise<Message>
    request(
      method: string,
      path: string,
      headers?: Record<string, any> | null,
      body?: string | Data | null
    ): Promise<Message>
  }
  /** What a pattern caught of a path, or null. */
  interface Match {
    (target: string | Head): Record<string, string> | null
  }
  const Match: new (pattern: string) => Match
}

declare const DNS: {
  /** Addresses of a host. */
  resolve(name: string): Promise<string[]>
  decode(data: Data): any
  encode(message: object): Data
}

interface SqliteStatement {
  /** Sets a parameter, counted from 1. */
  bind(index: number, value: string | number | boolean | Data | null): this
  /** All rows. */
  exec(): any[]
  /** Goes on to the next row; true when there is none. */
  step(): boolean
  /** A value of the row, its column counted from 0. */
  column(index: number): any
  row(): any
  reset(): this
}
interface SqliteDatabase {
  /** Rows with all values as text. */
  exec(sql: string): Record<string, string | null>[]
  sql(text: string): SqliteStatement
  close(): void
}
/** Opens a database, in a file or `:memory:`. */
declare function sqlite(filename: string): SqliteDatabase

declare const STUN: {
  decode(data: Data): any
  encode(message: { type: 'BindingRequest'; transactionId: Data }): Data
}

declare namespace stats {
  class Metric {
    readonly name: string
    readonly type: string
    readonly label: string
    readonly dimensions: number
    zero(): void
    clear(): void
    withLabels(...values: any[]): this
    submetrics(): this[]
  }
  class Counter extends Metric {
    constructor(name: string, labelNames?: string[])
    readonly value: number
    increase(n?: number): void
  }
  class Gauge extends Metric {
    constructor(name: string, labelNames?: string[], onCollect?: (gauge: Gauge) => any)
    readonly value: number
    increase(n?: number): void
    decrease(n?: number): void
    set(n: number): void
  }
  class Histogram extends Metric {
    constructor(name: string, buckets: number[], labelNames?: string[])
    readonly value: number[]
    observe(n: number): void
    percentile(percent: number): number
  }
  /** What Prometheus scrapes. */
  function text(): string
  function sum(names: string[]): Promise<any>
}

declare namespace logging {
  class Logger {
    constructor(name: string)
    log(...values: any[]): void
    toStdout(): this
    toStderr(): this
    toFile(
      path: string,
      options?: { append?: boolean; maxFileSize?: Size; maxFileCount?: number; rotateInterval?: Duration }
    ): this
    toSyslog(
      priority?: 'EMERG' | 'ALERT' | 'CRIT' | 'ERR' | 'WARNING' | 'NOTICE' | 'INFO' | 'DEBUG',
      options?: { host?: string; port?: number }
    ): this
    toHTTP(
      url: string,
      options?: {
        method?: string
        headers?: Record<string, string>
        bufferLimit?: Size
        batch?: { size?: number; interval?: Duration; prefix?: string; postfix?: string; separator?: string }
        tls?: {
          trusted?: crypto.Certificate[]
          certificate?: { cert: crypto.Certificate | crypto.CertificateChain; key: crypto.PrivateKey }
        }
      }
    ): this
  }
  class TextLogger extends Logger {}
  class JSONLogger extends Logger {}
  class BinaryLogger extends Logger {}
}

declare namespace algo {
  /** Values by key. */
  class Cache<K = any, V = any> {
    constructor(options: { size?: number; ttl?: Duration })
    constructor(
      onAllocate?: ((key: K) => V) | null,
      onFree?: ((key: K, value: V) => any) | null,
      options?: { size?: number; ttl?: Duration }
    )
    constructor(size: number, onAllocate?: ((key: K) => V) | null, onFree?: ((key: K, value: V) => any) | null)
    /** The value; allocated on a miss. */
    get(key: K): V
    /** The value, or undefined. */
    find(key: K): V | undefined
    has(key: K): boolean
    set(key: K, value: V): void
    remove(key: K): boolean
    clear(): void
  }
  /** Values by host and path. */
  class URLRouter<V = any> {
    constructor(rules?: Record<string, V>)
    add(pattern: string, value: V): void
    find(...parts: any[]): V
  }
  interface Target {
    readonly id: string
  }
  class RoundRobinLoadBalancer {
    constructor(targets?: string[] | Record<string, number>, unhealthy?: Cache)
    select(key?: any, unhealthy?: Cache): string | undefined
    deselect(target?: string): void
    next(borrower?: object, key?: any, unhealthy?: Cache): Target | null
    borrow(borrower?: object, key?: any, unhealthy?: Cache): Target | null
    set(target: string, weight: number): void
    set(targets: string[] | Record<string, number>): void
  }
  class LeastWorkLoadBalancer {
    constructor(targets?: string[] | Record<string, number>, unhealthy?: Cache)
    select(key?: any, unhealthy?: Cache): string | undefined
    deselect(target?: string): void
    next(borrower?: object, key?: any, unhealthy?: Cache): Target | null
    borrow(borrower?: object, key?: any, unhealthy?: Cache): Target | null
    set(target: string, weight: number): void
    set(targets: string[] | Record<string, number>): void
  }
  class HashingLoadBalancer {
    constructor(targets?: string[], unhealthy?: Cache)
    select(key?: any, unhealthy?: Cache): string | undefined
    deselect(target?: string): void
    next(borrower?: object, key?: any, unhealthy?: Cache): Target | null
    borrow(borrower?: object, key?: any, unhealthy?: Cache): Target | null
    add(target: string): void
    set(targets: string[]): void
  }
  /** Targets of any type. */
  class LoadBalancer<T = any> {
    constructor(
      targets: T[],
      options?: {
        algorithm?: 'round-robin' | 'least-load'
        key?: (target: T) => any
        weight?: (target: T) => number
        capacity?: number | ((target: T) => number)
      }
    )
    provision(targets: T[]): void
    /** The targets of the next picks. */
    schedule(n: number, validator?: (target: T) => any): T[]
    allocate(tag?: any, validator?: (target: T) => any): { readonly target: T; free(): void } | null
  }
  /** Things that one user has at a time. */
  class ResourcePool<T = any> {
    constructor(allocator: (pool?: any, tenant?: any) => T)
    allocate(pool?: any, tenant?: any): T
    free(resource: T): void
    freeTenant(tenant: any): void
  }
  /** Units that streams and scripts take. */
  class Quota {
    constructor(initial?: number, options?: { max?: number; produce?: number; per?: Duration; key?: string })
    readonly initial: number
    readonly current: number
    /** Takes so many, or what is there, and returns how many. */
    consume(n: number): number
    produce(n: number): void
    reset(): void
  }
  /** Counts samples by limits. */
  class Percentile {
    constructor(buckets: number[])
    observe(sample: number): void
    calculate(percent: number): number
    reset(): void
  }
  /** Values by text, the same for all workers. */
  class SharedMap {
    constructor(name: string)
    readonly size: number
    has(key: string): boolean
    get(key: string): any
    set(key: string, value: any): void
    delete(key: string): boolean
    clear(): void
    add(key: string, n: number): number
    sub(key: string, n: number): number
  }
  function hash(value: any): number
  function uuid(): string
}

interface ListenOptions {
  protocol?: 'tcp' | 'udp'
  maxConnections?: number
  maxPortConnections?: number
  /** Connections may be redirected here. TCP on Linux. */
  transparent?: boolean
  /** Metrics for each peer's address. */
  peerStats?: boolean
  idleTimeout?: Duration
  readTimeout?: Duration
  writeTimeout?: Duration
  congestionLimit?: Size
  bufferLimit?: Size
  keepAlive?: boolean
  noDelay?: boolean
}

/** A port, `'address:port'`, or one with its options. */
type ListenPort = number | string | (ListenOptions & { port: number | string; ip?: string })

/** Ports that are opened and closed while the program runs, for `listen`. */
declare class ListenerArray {
  /** The options are for all of its ports. */
  constructor(listeners?: readonly ListenPort[] | null, options?: ListenOptions)
  /** Opens what is not open yet, closes what is not named. */
  set(listeners: readonly ListenPort[]): void
  /** Opens a port, or gives it other options. */
  add(port: ListenPort, options?: ListenOptions): void
  /** Closes a port. */
  remove(port: ListenPort, options?: ListenOptions): void
}

/** Where streams meet, for the filter `swap`. */
declare class Swap {
  constructor()
}

/** Time that begins at once. */
declare class Timeout {
  constructor(seconds: number)
  /** Fulfilled with the Timeout when it is over, rejected with it when it is cancelled. */
  wait(): Promise<Timeout>
  cancel(): void
  restart(seconds?: number): void
}

/** Calls the function with 0, 1, 2 ... while the result is truthy; returns the last result. */
declare function repeat<T>(fn: (i: number) => T): T
declare function repeat<T>(count: number, fn: (i: number) => T): T
/** Calls the function with each item until a result is not undefined, and returns that. */
declare function repeat<E, T>(items: readonly E[], fn: (item: E, i: number) => T): T
/** The result of the first condition that is truthy. */
declare function branch(...cases: any[]): any
/** The result of the first candidate that equals the value. */
declare function select(value: any, ...cases: any[]): any
/** The result of the function; if that throws, of the handler with the message. */
declare function invoke<T>(fn: () => T, handler?: ((message: string) => any) | any): any
