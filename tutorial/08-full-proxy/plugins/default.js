// Answers what no other plugin took.
pipy()

  .pipeline('request')
    .replaceMessage(new Message({ status: 404 }, 'No handler found'))
