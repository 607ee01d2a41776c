((balancer) => (

  // Gives the targets in turn; a weight of 2 would give a target two turns.
  balancer = new algo.RoundRobinLoadBalancer({
    '127.0.0.1:8080': 1,
    '127.0.0.1:8082': 1,
  }),

  pipy({
    _target: '',
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(() => _target = balancer.select())
    .muxHTTP('connection', () => _target)

  .pipeline('connection')
    .connect(() => _target)

))()
