// A proxy made of plugins: each file in plugins/ does one thing, and config/main.json says which
// of them a request goes through, in which order.
((config) => (

  pipy()

  // Variables that plugins share stand here. A plugin that has dealt with a request sets __handled,
  // and those after it are left out.
  .export('main', {
    __handled: false,
  })

  .listen(config.listen)
    // once for each connection: plugins prepare what lasts as long as a client stays
    .use(config.plugins, 'session')
    .demuxHTTP('request')

  .pipeline('request')
    .use(config.plugins, 'request', 'response', () => __handled)

))(JSON.decode(pipy.load('config/main.json')))
