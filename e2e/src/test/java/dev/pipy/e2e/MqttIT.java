package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The broker mosquitto behind a proxy that decodes and encodes both directions, and its clients.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MqttIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String SCRIPT =
      """
      ((
        look = ({ head, payload }) => { JSON.stringify([head, payload]) },
      ) => pipy({ _level: 4 })
        .listen($PASSED)
        .decodeMQTT()
        .encodeMQTT()
        .connect('127.0.0.1:$BROKER')
        .decodeMQTT()
        .encodeMQTT()

        .listen($SEEN)
        .decodeMQTT()
        .handleMessage(look)
        .encodeMQTT()
        .connect('127.0.0.1:$BROKER')
        .decodeMQTT()
        .handleMessage(look)
        .encodeMQTT()

        .listen($CHANGED)
        .decodeMQTT()
        .handleMessageStart(({ head }) => {
          if (head.type === 'PUBLISH') head.topicName = 'site/' + head.topicName
        })
        .encodeMQTT()
        .connect('127.0.0.1:$BROKER')

        .listen($ANSWERED)
        .decodeMQTT()
        .replaceMessage(({ head }) =>
          head.type === 'CONNECT' ? (
            _level = head.protocolLevel,
            new Message({ type: 'CONNACK', protocolLevel: _level })
          ) :
          head.type === 'PUBLISH' ? new Message({
            type: 'PUBACK',
            packetIdentifier: head.packetIdentifier,
            ...(_level === 5 ? { reasonCode: 16 } : {}),
          }) :
          null)
        .encodeMQTT()
      )()
      """;

  @TempDir static Path folder;
  private final int passed = Ports.free();
  private final int seen = Ports.free();
  private final int changed = Ports.free();
  private final int answered = Ports.free();
  private final int brokerPort = Ports.free();
  private Process broker;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() throws IOException {
    var program = Path.of("/usr/sbin/mosquitto");
    if (!Files.isExecutable(program)) {
      Tools.assumePresent("mosquitto");
      program = Path.of("mosquitto");
    }
    Tools.assumePresent("mosquitto_pub");
    Tools.assumePresent("mosquitto_sub");
    Tools.assumePresent("stdbuf");
    var settings =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            "listener " + brokerPort + " 127.0.0.1\nallow_anonymous true\nlog_type all\n");
    broker =
        new ProcessBuilder(program.toString(), "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    Await.until("mosquitto listens", LIMIT, () -> Ports.isOpen(brokerPort), isOpen -> isOpen);
    var script =
        SCRIPT
            .replace("$PASSED", "" + passed)
            .replace("$SEEN", "" + seen)
            .replace("$CHANGED", "" + changed)
            .replace("$ANSWERED", "" + answered)
            .replace("$BROKER", "" + brokerPort);
    var codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), script);
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(passed, seen, changed, answered);
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (broker != null) {
      broker.destroy();
    }
  }

  private int port(String listener) {
    return listener.equals("passed") ? passed : seen;
  }

  private static Command.Result publish(int port, String version, String... words) {
    var command =
        new ArrayList<>(
            List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", "" + port, "-V", version));
    command.addAll(List.of(words));
    return Command.of(command).within(LIMIT).run();
  }

  /// A subscriber that ends after some messages; its subscription stands. Prints line by line.
  private static final class Subscriber implements AutoCloseable {

    private final Process process;
    private final Path output;

    Subscriber(int port, String version, String... words) {
      var command =
          new ArrayList<>(
              List.of(
                  "stdbuf",
                  "-oL",
                  "mosquitto_sub",
                  "-h",
                  "127.0.0.1",
                  "-p",
                  "" + port,
                  "-V",
                  version,
                  "-d"));
      command.addAll(List.of(words));
      try {
        output = Files.createTempFile(folder, "subscriber", ".log");
        process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      // what it prints when the SUBACK has come
      Await.until("it has subscribed", LIMIT, this::text, text -> text.contains("Subscribed ("));
    }

    private String text() {
      try {
        return Files.readString(output);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    /// What it printed until it ended.
    String all() throws InterruptedException {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(text()).isTrue();
      return text();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "passed, mqttv311, 0",
    "passed, mqttv311, 1",
    "passed, mqttv311, 2",
    "passed, mqttv5, 0",
    "passed, mqttv5, 1",
    "passed, mqttv5, 2",
    "seen, mqttv31, 1",
    "seen, mqttv311, 0",
    "seen, mqttv311, 1",
    "seen, mqttv311, 2",
    "seen, mqttv5, 0",
    "seen, mqttv5, 1",
    "seen, mqttv5, 2",
  })
  void messages_arrive(String listener, String version, String qos) throws Exception {
    int port = port(listener);
    var topic = "to/" + listener + "/" + version + "/" + qos;
    try (var subscriber =
        new Subscriber(
            port, version, "-q", qos, "-t", topic + "/#", "-C", "2", "-F", "<%t %q %p>")) {
      var first = publish(port, version, "-q", qos, "-t", topic + "/a", "-m", "héllo");
      var second =
          publish(
              port,
              version,
              "-q",
              qos,
              "-t",
              topic + "/b",
              "-m",
              "x".repeat(20_000),
              "-u",
              "me",
              "-P",
              "secret");

      assertThat(first.exitCode()).as(first.all()).isZero();
      assertThat(second.exitCode()).as(second.all()).isZero();
      assertThat(subscriber.all())
          .contains(
              "<" + topic + "/a " + qos + " héllo>",
              "<" + topic + "/b " + qos + " " + "x".repeat(20_000) + ">");
    }
  }

  @ParameterizedTest
  @CsvSource({"passed", "seen"})
  void properties_of_version_5_arrive(String listener) throws Exception {
    int port = port(listener);
    try (var subscriber =
        new Subscriber(
            port,
            "mqttv5",
            "-q",
            "1",
            "-t",
            "properties/" + listener,
            "-C",
            "1",
            "-D",
            "subscribe",
            "subscription-identifier",
            "300",
            "-F",
            "<%C %R %D %P %S %F>")) {
      var result =
          publish(
              port,
              "mqttv5",
              "-q",
              "1",
              "-t",
              "properties/" + listener,
              "-m",
              "m",
              "-D",
              "connect",
              "session-expiry-interval",
              "70000",
              "-D",
              "publish",
              "content-type",
              "text/plain",
              "-D",
              "publish",
              "response-topic",
              "answers",
              "-D",
              "publish",
              "correlation-data",
              "id",
              "-D",
              "publish",
              "payload-format-indicator",
              "1",
              "-D",
              "publish",
              "user-property",
              "name",
              "value",
              "-D",
              "publish",
              "user-property",
              "other",
              "2",
              "-D",
              "publish",
              "user-property",
              "name",
              "again");

      assertThat(result.exitCode()).as(result.all()).isZero();
      assertThat(subscriber.all())
          .contains("<text/plain answers id name:value other:2 name:again 300 1>");
    }
  }

  @ParameterizedTest
  @CsvSource({"passed, mqttv311", "passed, mqttv5", "seen, mqttv311", "seen, mqttv5"})
  void wills_are_published(String listener, String version) throws Exception {
    int port = port(listener);
    var topic = "will/" + listener + "/" + version;
    try (var subscriber =
        new Subscriber(port, version, "-q", "1", "-t", topic, "-C", "1", "-F", "<%t %q %p>")) {
      try (var dying =
          new Subscriber(
              port,
              version,
              "-t",
              "nothing",
              "--will-topic",
              topic,
              "--will-payload",
              "gone",
              "--will-qos",
              "1")) {
        assertThat(dying.text()).contains("CONNACK");
      }
      assertThat(subscriber.all()).contains("<" + topic + " 1 gone>");
    }
  }

  @ParameterizedTest
  @CsvSource({"passed, mqttv311", "passed, mqttv5", "seen, mqttv311", "seen, mqttv5"})
  void subscriptions_end_and_retained_messages_come_first(String listener, String version)
      throws Exception {
    int port = port(listener);
    var topic = "retained/" + listener + "/" + version;
    assertThat(publish(port, version, "-q", "1", "-r", "-t", topic, "-m", "kept").exitCode())
        .isZero();
    try (var subscriber =
        new Subscriber(
            port, version, "-q", "1", "-t", topic, "-U", "other", "-C", "2", "-F", "<%r %p>")) {
      Await.until("it has ended one", LIMIT, subscriber::text, text -> text.contains("UNSUBACK"));
      assertThat(publish(port, version, "-q", "1", "-t", topic, "-m", "new").exitCode()).isZero();
      assertThat(subscriber.all()).contains("<1 kept>", "<0 new>");
    }
  }

  @ParameterizedTest
  @CsvSource({"mqttv311", "mqttv5"})
  void a_script_changes_packets(String version) throws Exception {
    try (var subscriber =
        new Subscriber(brokerPort, version, "-t", "site/#", "-C", "1", "-F", "<%t %p>")) {
      assertThat(publish(changed, version, "-q", "2", "-t", "a", "-m", "m").exitCode()).isZero();
      assertThat(subscriber.all()).contains("<site/a m>");
    }
  }

  @Test
  void a_script_answers_itself() {
    var version4 = publish(answered, "mqttv311", "-d", "-q", "1", "-t", "a", "-m", "m");
    assertThat(version4.exitCode()).as(version4.all()).isZero();
    assertThat(version4.all()).contains("received PUBACK");
    var version5 = publish(answered, "mqttv5", "-d", "-q", "1", "-t", "a", "-m", "m");
    assertThat(version5.all()).contains("received PUBACK (Mid: 1, RC:16)");
  }
}
