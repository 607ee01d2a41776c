// Sends a request to one of the targets of its service. A connection of a client stays with the target
// that it was given first: the cache, one for each connection, remembers it.
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
    __turnDown: 'proxy',
    __service: 'router',
  })

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
        __turnDown = Boolean(_target)
      )
    )
    .link(
      'forward', () => __turnDown,
      ''
    )

  .pipeline('forward')
    .muxHTTP('connection', () => _target)

  .pipeline('connection')
    .connect(() => _target)

))(JSON.decode(pipy.load('config/balancer.json')))
