// The services that the later steps proxy to.
pipy()

  // a greeting
  .listen(8080)
    .serveHTTP(new Message('Hi, there!\n'))

  // what the client sent
  .listen(8081)
    .serveHTTP(({ body }) => new Message(body))

  // who asks for what
  .listen(8082)
    .serveHTTP(
      ({ head }) => new Message(`You are requesting ${head.path} from ${__inbound.remoteAddress}\n`)
    )
