// The last plugin: answers what no other one took.
pipy()

  .pipeline('request')
    .replaceMessage(new Message({ status: 404 }, 'No route leads here\n'))
