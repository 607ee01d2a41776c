// Finds the service that a request is for, by its host and path.
((config, router) => (

  // built once, when the program is loaded: a search takes the same time for any number of routes
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
