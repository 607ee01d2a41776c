((keys, refuse) => (

  // Keys of those who may issue tokens, by the "kid" that a token names.
  keys = JSON.decode(pipy.load('keys.json')),

  refuse = why => new Message(
    { status: 401, headers: { 'www-authenticate': 'Bearer' } },
    why + '\n'
  ),

  pipy({
    _problem: '',
    _user: '',
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(({ head }) => {
      const [, token] = (head.headers.authorization ?? '').match(/^Bearer (.+)$/) ?? []
      const jwt = token && new crypto.JWT(token)
      const key = jwt && jwt.isValid && keys[jwt.header.kid]
      if (!token) {
        _problem = 'A token is needed.'
      } else if (!key) {
        _problem = 'The token is of nobody known here.'
      } else if (!jwt.verify(key.secret)) {
        _problem = 'The token is forged, or too old.'
      } else {
        _user = jwt.payload.sub
      }
    })
    .link(
      'refuse', () => _problem,
      'answer'
    )

  .pipeline('refuse')
    .replaceMessage(() => refuse(_problem))

  .pipeline('answer')
    .replaceMessage(() => new Message(`Welcome, ${_user}!\n`))

))()
