pipy()

  // bytes of a client, cut into requests; each goes through 'request' and comes back as a response
  .listen(8000)
    .demuxHTTP('request')

  // requests, put onto connections that are kept and shared; '' says: one set of them for everybody
  .pipeline('request')
    .muxHTTP('connection', '')

  // bytes of requests, sent to the upstream; what it sends comes back
  .pipeline('connection')
    .connect('127.0.0.1:8080')
