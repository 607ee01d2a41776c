((plugins) => (

  plugins = [
    'plugins/stamp.js',
    'plugins/hello.js',
    'plugins/forward.js',
  ],

  pipy()

  // A variable for all files: who imports it from 'main' shares its value within a request.
  .export('main', {
    __answered: false,
  })

  .listen(8000)
    .demuxHTTP('request')

  // A request passes the 'request' pipelines in order, and its response the 'response' pipelines in
  // reverse. As soon as __answered is true what comes out of a plugin is the response.
  .pipeline('request')
    .use(plugins, 'request', 'response', () => __answered)

))()
