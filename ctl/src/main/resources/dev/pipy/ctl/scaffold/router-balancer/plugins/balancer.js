// Sends a request to one of the targets of its service.
((config, balancers) => (

  balancers = new Map(
    Object.entries(config.services).map(
      ([service, targets]) => [service, new algo.RoundRobinLoadBalancer(targets)]
    )
  ),

  pipy({
    _cache: null,
    _balancer: null,
    _target: '',
  })

  .import({
    __handled: 'main',
    __service: 'router',
  })

  // A client stays with the target it was given first, for as long as its connection lasts: many
  // services keep something about their clients. Without the cache every request would go on to
  // the next target.
  .pipeline('session')
    .handleStreamStart(
      () => _cache = new algo.Cache(
        balancer => balancer.select(),
        (balancer, target) => balancer.deselect(target)
      )
    )
    .handleStreamEnd(() => _cache.clear())

  .pipeline('request')
    .handleMessageStart(
      () => (
        _balancer = balancers.get(__service),
        _target = _balancer && _cache.get(_balancer),
        __handled = Boolean(_target)
      )
    )
    .link(
      'forward', () => __handled,
      ''
    )

  // connections to a target are shared by all requests for it
  .pipeline('forward')
    .muxHTTP('connection', () => _target)

  // a target that does not answer is given up after a while, and the client gets a 504
  .pipeline('connection')
    .connect(() => _target, { connectTimeout: config.connectTimeout })

))(JSON.decode(pipy.load('config/balancer.json')))
