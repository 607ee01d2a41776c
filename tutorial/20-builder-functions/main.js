((router, balancers) => (

  router = new algo.URLRouter({
    '/hello': 'hello',
    '/echo/*': 'echo',
    '/*': 'site',
  }),

  balancers = {
    echo: new algo.RoundRobinLoadBalancer(['127.0.0.1:8081']),
    site: new algo.RoundRobinLoadBalancer(['127.0.0.1:8080', '127.0.0.1:8082']),
  },

  pipy({
    _service: '',
    _target: '',
  })

  .listen(8000)
  .demuxHTTP().to($=>$
    .handleMessageStart(({ head }) => _service = router.find(head.headers.host, head.path))
    .branch(
      () => _service === 'hello', $=>$
        .replaceMessage(new Message('Hello!\n')),
      $=>$
        .handleMessageStart(() => _target = balancers[_service].select())
        .muxHTTP(() => _target).to($=>$
          .connect(() => _target)
        )
    )
  )

))()
