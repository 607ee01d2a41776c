((cache) => (

  // Answers by host and path: a thousand at most, for ten seconds each.
  cache = new algo.Cache({ size: 1000, ttl: '10s' }),

  pipy({
    _key: '',
    _kept: null,
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(({ head }) => {
      _key = head.method === 'GET' ? head.headers.host + head.path : ''
      _kept = cache.find(_key)
    })
    .link(
      'answer', () => _kept,
      'fetch'
    )

  .pipeline('answer')
    .replaceMessage(() => _kept)

  // The answer streams through; of one that is not too large a copy is kept.
  .pipeline('fetch')
    .muxHTTP('connection', '')
    .handleMessage('64k', answer => {
      const { status, headers } = answer.head
      if (_key && status === 200 && answer.body.size < 65536) {
        cache.set(_key, new Message({ status, headers: { ...headers, 'x-cache': 'hit' } }, answer.body))
      }
    })

  .pipeline('connection')
    .connect('127.0.0.1:8080')

))()
