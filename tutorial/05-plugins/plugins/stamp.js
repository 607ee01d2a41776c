// Numbers the requests, and tells the number in each response.
((count) => (

  count = 0,

  pipy({
    _number: 0,
  })

  .pipeline('request')
    .handleMessageStart(() => _number = ++count)

  .pipeline('response')
    .handleMessageStart(({ head }) => head.headers['x-number'] = _number)

))()
