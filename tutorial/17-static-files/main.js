((site) => (

  site = new http.Directory('www'),

  pipy()

  .listen(8000)
    .serveHTTP(
      request => site.serve(request) ?? new Message({ status: 404 }, 'No such file\n')
    )

))()
