// Runs once when the launcher prepares fast starts, and ends: requests that a proxy in miniature
// answers without opening a port.
((config, router, balancer, cache) => (
  config = JSON.decode(pipy.load('config.json')),
  router = new algo.URLRouter(config.routes),
  balancer = new algo.RoundRobinLoadBalancer(config.targets),
  cache = new algo.Cache(() => balancer.select(), (_, target) => balancer.deselect(target)),

  pipy({
    _target: '',
  })

  .task()
  .fork('request', new Array(config.requests).fill({}))
  .handleMessageEnd(
    () => (
      cache.clear(),
      console.log('warm'),
      pipy.exit(0)
    )
  )

  .pipeline('request')
  .replaceMessage(
    () => new Message({ method: 'POST', path: '/echo?q=1', headers: { host: 'localhost' } }, 'hello')
  )
  .muxHTTP('client', '', { maxIdle: 1 })

  .pipeline('client')
  .demuxHTTP('route')

  .pipeline('route')
  .handleMessageStart(
    ({ head }) => (
      head.headers['x-service'] = router.find(head.headers.host, head.path),
      _target = cache.get(head.headers['x-service'])
    )
  )
  .link('server', () => Boolean(_target), 'nobody')

  .pipeline('server')
  .replaceMessage(
    ({ head, body }) => new Message({ status: 200, headers: { 'x-path': head.path } }, body)
  )

  .pipeline('nobody')
  .replaceMessage(new Message({ status: 404 }, 'No handler found'))
))()
