// A script is one expression: what pipy() returns, with ports and filters chained to it.
pipy()

  .listen(8080)
    .serveHTTP(new Message('Hello!\n'))
