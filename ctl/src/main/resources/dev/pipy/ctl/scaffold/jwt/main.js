// Lets in who has a signed token (RFC 7519), and tells the service behind who that is.
((config, keys, problem) => (

  // Keys of those who may issue tokens, by the "kid" that a token names. With several of them a key
  // can be replaced while tokens of the one before are still about.
  keys = JSON.decode(pipy.load('config/keys.json')),

  // Why a token is not good enough; empty if it is. Clients are not told more than they need.
  problem = (token, jwt, key) => (
    jwt = token && new crypto.JWT(token),
    key = jwt && jwt.isValid && keys[jwt.header.kid],
    !token ? 'A token is needed.' :
    !key ? 'The token is of nobody known here.' :
    !jwt.verify(key.secret) ? 'The token is forged, or too old.' :
    ''
  ),

  pipy({
    _problem: '',
  })

  .listen(config.listen)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(({ head }) => {
      const [, token] = (head.headers.authorization ?? '').match(/^Bearer (.+)$/) ?? []
      _problem = problem(token)
      // never believe what a client says about itself in this header
      delete head.headers['x-user']
      if (!_problem) {
        head.headers['x-user'] = String(new crypto.JWT(token).payload.sub)
        // the service needs no token, so that none can leak from its logs
        delete head.headers.authorization
      }
    })
    .link(
      'refuse', () => _problem,
      'forward'
    )

  .pipeline('refuse')
    .replaceMessage(
      () => new Message(
        { status: 401, headers: { 'www-authenticate': 'Bearer' } },
        _problem + '\n'
      )
    )

  .pipeline('forward')
    .muxHTTP('connection', '')

  .pipeline('connection')
    .connect(config.upstream)

))(JSON.decode(pipy.load('config/main.json')))
