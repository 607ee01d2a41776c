// The configuration is read once, when the script is loaded, and arrives as a parameter.
((config, router) => (

  router = new algo.URLRouter(config.routes),

  pipy({
    _target: '',
  })

  .listen(config.listen)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(
      ({ head }) => _target = router.find(head.headers.host, head.path)
    )
    .link(
      'forward', () => Boolean(_target),
      'notFound'
    )

  .pipeline('forward')
    .muxHTTP('connection', () => _target)

  .pipeline('connection')
    .connect(() => _target)

  .pipeline('notFound')
    .replaceMessage(
      new Message({ status: config.notFound.status }, config.notFound.body)
    )

))(JSON.decode(pipy.load('config.json')))
