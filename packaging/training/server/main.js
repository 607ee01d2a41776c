// What a server does while its start-up cache is made: it listens on $TRAINING_PORT, asks itself
// through a router and a balancer, and goes on until it is told to end.
((config, router, balancer, cache) => (
  config = JSON.decode(pipy.load('config.json')),
  router = new algo.URLRouter(config.routes),
  balancer = new algo.RoundRobinLoadBalancer([`127.0.0.1:${os.env.TRAINING_PORT}`]),
  cache = new algo.Cache(() => balancer.select(), (_, target) => balancer.deselect(target)),

  pipy({
    _target: '',
  })

  .listen(`127.0.0.1:${os.env.TRAINING_PORT}`)
  .demuxHTTP('answer')

  .pipeline('answer')
  .replaceMessage(
    ({ head, body }) => new Message({ status: 200, headers: { 'x-path': head.path } }, body)
  )

  .task()
  .fork('request', new Array(config.requests).fill({}))
  .handleMessageEnd(
    () => (
      cache.clear(),
      console.log('trained')
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
  .link('forward', () => Boolean(_target), 'nobody')

  .pipeline('forward')
  .muxHTTP('connection', () => _target)

  .pipeline('connection')
  .connect(() => _target)

  .pipeline('nobody')
  .replaceMessage(new Message({ status: 404 }, 'No handler found'))
))()
