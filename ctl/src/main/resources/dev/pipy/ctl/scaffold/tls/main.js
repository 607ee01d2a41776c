// Speaks TLS to its clients, and plain HTTP to the service behind it.
((config, throwaway, certificate) => (

  // A certificate for trying things out: nobody else trusts it, and each start makes another one.
  throwaway = key => ({
    cert: new crypto.Certificate({
      subject: { commonName: 'localhost' },
      extensions: { subjectAltName: 'DNS:localhost, IP:127.0.0.1' },
      days: 7,
      privateKey: key,
    }),
    key,
  }),

  // A real one is read from the disk of the server. It is no part of the codebase on purpose: a
  // private key should be in no repository and in no revision.
  certificate = config.certificate
    ? {
      cert: new crypto.CertificateChain(os.read(config.certificate)),
      key: new crypto.PrivateKey(os.read(config.key)),
    }
    : throwaway(new crypto.PrivateKey({ type: 'rsa' })),

  pipy()

  .listen(config.listen)
    // 'clear' gets what clients say, decrypted, and what it answers is encrypted
    .acceptTLS('clear', { certificate, alpn: ['h2', 'http/1.1'] })

  .pipeline('clear')
    .demuxHTTP('request')

  .pipeline('request')
    // the service behind should know that its client came over TLS, to make the right links
    .handleMessageStart(({ head }) => head.headers['x-forwarded-proto'] = 'https')
    .muxHTTP('connection', '')

  .pipeline('connection')
    .connect(config.upstream)

))(JSON.decode(pipy.load('config/main.json')))
