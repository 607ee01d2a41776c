// Counts what it is asked.
((count) => (

  pipy()

  .listen(8080)
    .serveHTTP(() => new Message(`answer ${++count}\n`))

))(0)
