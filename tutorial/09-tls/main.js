((
  // the files are part of the codebase; made by the command in the README
  certificate = {
    cert: new crypto.CertificateChain(pipy.load('/server.crt')),
    key: new crypto.PrivateKey(pipy.load('/server.key')),
  },
  trusted = [new crypto.Certificate(pipy.load('/server.crt'))],
) => pipy()

  // a service that speaks TLS: what clients send is decrypted for the pipeline 'clear', whose answers
  // are encrypted
  .listen(8080)
    .acceptTLS('clear', { certificate, alpn: ['http/1.1'] })

  .pipeline('clear')
    .demuxHTTP('answer')

  .pipeline('answer')
    .replaceMessage(new Message('Hi, in confidence!\n'))

  // a proxy for it: plain to its clients, TLS to the service, which must prove that it is 'localhost'
  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .muxHTTP('session', '')

  .pipeline('session')
    .connectTLS('connection', { sni: 'localhost', trusted })

  .pipeline('connection')
    .connect('127.0.0.1:8080')
)()
