((log) => (

  // Records wait in memory until there are 100, or until half a second is over.
  log = new logging.JSONLogger('access').toHTTP('http://127.0.0.1:8081/', {
    batch: { size: 100, interval: 0.5, separator: '\n', postfix: '\n' },
  }),

  pipy({
    _record: null,
  })

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(({ head }) => _record = { method: head.method, path: head.path })
    .link('answer')
    .handleMessageStart(({ head }) => _record.status = head.status)
    .handleMessageEnd(() => log.log(_record))

  .pipeline('answer')
    .replaceMessage(
      message => message.head.path === '/'
        ? new Message({ status: 200 }, 'Hello!\n')
        : new Message({ status: 404 }, 'Nothing here.\n')
    )

))()
