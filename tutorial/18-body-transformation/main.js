((toXML) => (

  // An element for each member, an element of the same name for each item of an array.
  toXML = (name, value) =>
    Array.isArray(value) ? value.flatMap(item => toXML(name, item)) :
    value !== null && typeof value === 'object'
      ? [new XML.Node(name, null, Object.entries(value).flatMap(([key, child]) => toXML(key, child)))]
      : [new XML.Node(name, null, [String(value)])],

  pipy()

  .listen(8000)
    .demuxHTTP('request')

  .pipeline('request')
    .replaceMessageBody(body => {
      const value = JSON.decode(body)
      return value === undefined
        ? body
        : XML.encode(new XML.Node('', null, toXML('order', value)))
    })
    .muxHTTP('connection', '')

  .pipeline('connection')
    .connect('127.0.0.1:8081')

))()
