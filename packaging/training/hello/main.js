pipy()
  .listen(`127.0.0.1:${Number(os.env.TRAINING_PORT) + 1}`)
  .serveHTTP(new Message('Hello!\n'))
