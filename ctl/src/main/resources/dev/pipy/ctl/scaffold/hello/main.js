// Answers every request itself: the smallest program there is.
//
// What differs between machines stands in config/main.json, so that it can be changed without
// touching, or reading, a script.
((config) => (

  pipy()

  .listen(config.listen)
    // takes HTTP apart, calls the function once for each request, and sends what it returns
    .serveHTTP(
      ({ head }) => new Message(
        { headers: { 'content-type': 'text/plain' } },
        `${config.greeting} This is ${head.path}\n`
      )
    )

))(JSON.decode(pipy.load('config/main.json')))
