// Finds the service that a request is for.
((config, router) => (

  router = new algo.URLRouter(config.routes),

  pipy()

  .export('router', {
    __service: '',
  })

  .pipeline('request')
    .handleMessageStart(
      ({ head }) => __service = router.find(head.headers.host, head.path)
    )

))(JSON.decode(pipy.load('config/router.json')))
