// Sends what is left to the upstream.
pipy()

  .pipeline('request')
    .muxHTTP('connection', '')

  .pipeline('connection')
    .connect('127.0.0.1:8080')
