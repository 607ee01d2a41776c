((targets, down, balancer) => (

  targets = ['127.0.0.1:8080', '127.0.0.1:8082'],

  // Targets that failed a check; one that is heard of no more comes back after five seconds.
  down = new algo.Cache({ ttl: '5s' }),

  // Passes over what is down.
  balancer = new algo.RoundRobinLoadBalancer(targets, down),

  pipy({
    _target: '',
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(() => _target = balancer.select())
    .link(
      'forward', () => _target,
      'nobody'
    )

  .pipeline('forward')
    .muxHTTP('connection', () => _target)

  .pipeline('nobody')
    .replaceMessage(new Message({ status: 503 }, 'No target is healthy.\n'))

  .pipeline('connection')
    .connect(() => _target)

  // Every second, one request to each target.
  .task('1s')
    .onStart(() => new Message)
    .fork('check', () => targets.map(target => ({ _target: target })))
    .replaceMessage(new StreamEnd)

  .pipeline('check')
    .replaceMessageStart(new MessageStart({ method: 'GET', path: '/health' }))
    .encodeHTTPRequest()
    .connect(() => _target, { connectTimeout: 0.5, readTimeout: 0.5 })
    .decodeHTTPResponse()
    .handleMessageStart(({ head }) => {
      if (head.status === 200) {
        down.remove(_target)
      } else {
        down.set(_target, true)
      }
    })

))()
