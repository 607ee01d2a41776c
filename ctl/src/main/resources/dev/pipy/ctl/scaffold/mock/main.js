// Stands in for a service that is not there yet, or must not be called: all answers come from
// config/answers.json, by path and method.
((config, router, json) => (

  // "*" stands for any one segment of a path, and "/*" at its end for all below
  router = new algo.URLRouter(config.answers),

  json = (status, body) => new Message(
    { status, headers: { 'content-type': 'application/json' } },
    JSON.stringify(body) + '\n'
  ),

  pipy()

  .listen(config.listen)
    .serveHTTP(
      ({ head }) => {
        const methods = router.find(head.path)
        const answer = methods?.[head.method]
        // what a client got wrong is told apart, since that is what mocks are for
        if (!methods) return json(404, { error: `no answer for ${head.path}` })
        if (!answer) return json(405, { error: `no answer for ${head.method} ${head.path}` })
        return json(answer.status ?? 200, answer.body)
      }
    )

))(JSON.decode(pipy.load('config/answers.json')))
