// Says on which of its connections a request came. /slow takes a second.
((count, numbers) => (

  count = 0,
  numbers = new algo.Cache(() => ++count),

  pipy()

  .listen(8080)
    .serveHTTP(async ({ head }) => {
      const answer = new Message(`connection ${numbers.get(__inbound)}\n`)
      if (head.path === '/slow') {
        await new Timeout(1).wait()
      }
      return answer
    })

))()
