// Answers /hello itself.
pipy({
  _mine: false,
})

  .import({
    __answered: 'main',
  })

  .pipeline('request')
    .handleMessageStart(
      ({ head }) => (
        _mine = head.path === '/hello',
        __answered = _mine
      )
    )
    .link(
      'answer', () => _mine,
      ''
    )

  .pipeline('answer')
    .replaceMessage(
      () => new Message({ headers: { 'content-type': 'text/plain' } }, 'Hello from a plugin\n')
    )
