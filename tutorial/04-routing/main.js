((router) => (

  // The most exact rule wins; a path that ends in /* covers everything below it.
  router = new algo.URLRouter({
    '/hi/*': '127.0.0.1:8080',
    '/echo': '127.0.0.1:8081',
    '/ip/*': '127.0.0.1:8082',
  }),

  // _target is a context variable: each request has its own.
  pipy({
    _target: '',
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(
      ({ head }) => _target = router.find(head.headers.host, head.path)
    )
    .link(
      'forward', () => Boolean(_target),
      'unknown'
    )

  .pipeline('forward')
    .muxHTTP('connection', () => _target)

  .pipeline('connection')
    .connect(() => _target)

  .pipeline('unknown')
    .replaceMessage(new Message({ status: 404 }, 'No route\n'))

))()
