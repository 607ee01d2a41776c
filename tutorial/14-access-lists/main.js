((config, allowed, denied, mayEnter) => (

  config = JSON.decode(pipy.load('config.json')),
  allowed = config.allow.map(block => new Netmask(block)),
  denied = config.deny.map(block => new Netmask(block)),

  // Denied goes before allowed; who is in neither list stays out.
  mayEnter = address =>
    !denied.some(block => block.contains(address)) &&
    allowed.some(block => block.contains(address)),

  pipy({
    _mayEnter: false,
  })

  .listen(8000)
    .handleStreamStart(() => _mayEnter = mayEnter(__inbound.remoteAddress))
    .link(
      'serve', () => _mayEnter,
      'refuse'
    )

  .pipeline('serve')
    .serveHTTP(() => new Message(`Welcome, ${__inbound.remoteAddress}!\n`))

  .pipeline('refuse')
    .serveHTTP(new Message({ status: 403 }, 'Not from there.\n'))

))()
