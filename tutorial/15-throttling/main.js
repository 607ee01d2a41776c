((quota) => (

  // Three requests a minute, for all workers together.
  quota = new algo.Quota(3, { per: '1m', key: 'requests' }),

  pipy({
    _isWithin: false,
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(() => _isWithin = quota.consume(1) === 1)
    .link(
      'slow', () => _isWithin,
      'refuse'
    )

  // What is let in gets 64 KB a second and client.
  .pipeline('slow')
    .replaceMessage(new Message('Served.\n'))
    .throttleDataRate('64k', () => __inbound.remoteAddress)

  .pipeline('refuse')
    .replaceMessage(
      new Message({ status: 429, headers: { 'retry-after': '60' } }, 'Too many requests.\n')
    )

))()
