((pool, made) => (

  made = 0,

  // Names of upstream connections. A client gets one that is free, or else a new one.
  pool = new algo.ResourcePool(target => `${target}#${++made}`),

  pipy({
    _connection: '',
  })

  .listen(8000)
    .handleStreamStart(() => _connection = pool.allocate('127.0.0.1:8080', __inbound))
    .handleStreamEnd(() => pool.freeTenant(__inbound))
    .demuxHTTP('request')

  // The key names the connection: equal keys share it.
  .pipeline('request')
    .muxHTTP('connection', () => _connection)

  .pipeline('connection')
    .connect('127.0.0.1:8080')

))()
