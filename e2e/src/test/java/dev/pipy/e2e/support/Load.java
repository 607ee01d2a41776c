package dev.pipy.e2e.support;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// Clients that send request after request on connections that they keep as long as they may.
public final class Load implements AutoCloseable {

  private final int port;
  private final String path;
  private final List<Thread> clients = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Map<String, Long> answers = new ConcurrentHashMap<>();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  private Load(int port, String path) {
    this.port = port;
    this.path = path;
  }

  public static Load start(int clients, int port, String path) {
    Load load = new Load(port, path);
    for (int i = 0; i < clients; i++) {
      load.clients.add(Thread.ofVirtual().start(load::run));
    }
    return load;
  }

  private void run() {
    while (!over) {
      try (RawClient client = RawClient.connect(port)) {
        useUntilAskedToClose(client);
      } catch (IOException | RuntimeException e) {
        failures.add(e.toString());
      }
    }
  }

  /// A server may close after an answer that says so; anything else that ends the connection fails.
  private void useUntilAskedToClose(RawClient client) throws IOException {
    while (!over) {
      long sent = System.nanoTime();
      HttpAnswer answer = client.get(path);
      nanos.add(System.nanoTime() - sent);
      answers.merge(answer.status() + " " + answer.body(), 1L, Long::sum);
      if (answer.closes()) {
        return;
      }
    }
  }

  /// What went wrong so far.
  public List<String> failures() {
    return failures;
  }

  /// Status and body of the answers so far, with their number.
  public Map<String, Long> answers() {
    return answers;
  }

  /// How long answers took so far, shortest first.
  public List<Duration> times() {
    return nanos.stream().sorted().map(Duration::ofNanos).toList();
  }

  /// Ends the clients after their last answer.
  @Override
  public void close() {
    over = true;
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
