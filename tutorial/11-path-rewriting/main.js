((rules, rewrite) => (

  // The first rule whose pattern fits gives the new path; $1 is what the first group matched.
  rules = [
    [/^\/api\/v1\/(.*)$/, '/v1/$1'],
    [/^\/users\/(\d+)$/, '/user?id=$1'],
    [/^\/old(\/.*)?$/, '/new$1'],
  ],

  rewrite = path => {
    const rule = rules.find(([pattern]) => pattern.test(path))
    return rule ? path.replace(...rule) : path
  },

  pipy()

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .handleMessageStart(({ head }) => {
      head.headers['x-forwarded-path'] = head.path
      head.path = rewrite(head.path)
    })
    .muxHTTP('connection', '')

  .pipeline('connection')
    .connect('127.0.0.1:8082')

))()
