// Takes records by POST, and gives them out by GET: as soon as there are any.
((records, readers, answer) => (

  records = [],
  readers = [],

  answer = () => new Message(records.splice(0).join('')),

  pipy()

  .listen(8081)
    .serveHTTP(({ head, body }) => {
      if (head.method === 'POST') {
        records.push(body.toString())
        readers.splice(0).forEach(go => go())
        return new Message({ status: 204 })
      }
      return records.length > 0
        ? answer()
        : new Promise(resolve => { readers.push(() => resolve(answer())) })
    })

))()
