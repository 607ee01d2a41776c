package dev.pipy.filter.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExecTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void joins_the_stream_with_a_program() throws Exception {
    try (var client = connect(".exec('tr a-z A-Z')")) {
      client.send("hello ").send("you").endOutput();

      assertThat(client.rest()).isEqualTo("HELLO YOU");
    }
  }

  @Test
  void answers_while_input_goes_on() throws Exception {
    try (var client = connect(".exec(['cat'])")) {
      client.send("one\n");
      assertThat(client.until("\n")).isEqualTo("one\n");
      client.send("two\n");
      assertThat(client.until("\n")).isEqualTo("two\n");
    }
  }

  @Test
  void lets_the_program_speak_first_and_end_the_stream() throws Exception {
    try (var client = connect(".exec('echo hello')")) {
      assertThat(client.rest()).isEqualTo("hello\n");
    }
  }

  @Test
  void gives_a_program_a_terminal() throws Exception {
    try (var client =
        connect(
            """
            .exec(['sh', '-c', 'tty -s && read line && echo "<$line>" "$0"; exit 7', "it's $HOME"], {
              pty: true, onExit: code => new Data('exited ' + code),
            })
            """)) {
      client.send("hello\n");
      // its input is echoed, and lines end as on a terminal
      assertThat(client.rest()).isEqualTo("hello\r\n<hello> it's $HOME\r\nexited 7");
    }
  }

  @Test
  void the_end_of_the_stream_is_the_end_of_input_at_a_terminal() throws Exception {
    try (var client = connect(".exec('cat', { pty: true })")) {
      client.send("a\n").endOutput();
      assertThat(client.rest()).startsWith("a\r\na\r\n");
    }
  }

  @Test
  void a_program_at_a_terminal_is_ended_with_its_stream() throws Exception {
    String pid;
    try (var client = connect(".exec(['sh', '-c', 'echo $$; exec sleep 100'], { pty: true })")) {
      pid = client.until("\n").strip();
      assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
      client.reset();
    }
    Await.until("gone", () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
  }

  @Test
  void runs_where_scripts_have_gone(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("file"), "here");
    plane.activate(
        """
        ((found) => (
          os.chdir('FOLDER'),
          found = [os.readFile('file'), os.abspath('file'), pipy.exec('cat file')].join(),
          pipy()
            .listen('127.0.0.1:$PORT').exec('cat file')
            .listen('127.0.0.1:$PORT2').read('file')
            .listen('127.0.0.1:$PORT3').serveHTTP(() => new Message(found))
        ))()
        """
            .replace("FOLDER", folder.toString()));
    try (var client = new RawClient(plane.port());
        var reader = new RawClient(plane.port2());
        var other = new RawClient(plane.port3())) {
      assertThat(client.rest()).isEqualTo("here");
      assertThat(reader.rest()).isEqualTo("here");
      assertThat(other.get("/").body())
          .isEqualTo("here," + folder.toRealPath().resolve("file") + ",here");
    }
  }

  @Test
  void tells_the_exit_code_and_the_process() throws Exception {
    try (var client =
        connect(
            """
            .exec(['sh', '-c', 'echo out; echo err >&2; exit 7'], {
              stderr: true,
              onStart: pid => new Data(pid > 1 ? 'started ' : 'what '),
              onExit: code => new Data('exited ' + code),
            })
            """)) {
      assertThat(client.rest()).isEqualTo("started out\nerr\nexited 7");
    }
  }

  @Test
  void hands_what_went_to_stderr_to_the_end() throws Exception {
    try (var client =
        connect(
            """
            .exec(['sh', '-c', 'echo out; echo err >&2; head -c 200000 /dev/zero >&2; exit 7'], {
              onExit: (code, err) =>
                new Data(code + ' ' + err.size + ' ' + err.shift(3).toString()),
            })
            """)) {
      assertThat(client.rest()).isEqualTo("out\n7 65536 err");
    }
  }

  @Test
  void gives_it_an_environment() throws Exception {
    try (var client = connect(".exec('env', { env: () => ({ ONE: 1, TWO: 'b c' }) })")) {
      assertThat(client.rest().lines()).containsExactlyInAnyOrder("ONE=1", "TWO=b c");
    }
  }

  @Test
  void moves_much_both_ways() throws Exception {
    var line = "0123456789abcde\n";
    try (var client = connect(".exec('cat')")) {
      var sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 512; i++) {
                    client.send(line.repeat(1024));
                  }
                  client.endOutput();
                } catch (IOException failure) {
                  throw new AssertionError(failure);
                }
              });
      var received = client.rest();
      sender.join();

      assertThat(received).isEqualTo(line.repeat(512 * 1024));
    }
  }

  @Test
  void holds_up_a_client_that_the_program_does_not_read() throws Exception {
    try (var client = connect(".exec('sleep 1')")) {
      client.socket().setSoTimeout(20_000);
      var sender =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  for (int i = 0; i < 1000; i++) {
                    client.send("x".repeat(16_384));
                  }
                } catch (IOException expected) {
                  // closed by the peer
                }
              });

      client.awaitEnd(); // in order or reset, but not for a lack of memory
      sender.join();
    }
  }

  @Test
  void ends_the_program_and_what_it_started_with_the_stream() throws Exception {
    try (var client = connect(".exec(['sh', '-c', 'echo $$; sleep 1000 & echo $!; wait'])")) {
      var shell = pid(client.until("\n"));
      var sleeper = pid(client.until("\n"));
      assertThat(ProcessHandle.of(shell)).isPresent();

      client.reset();

      Await.until("the shell to end", () -> !isAlive(shell));
      Await.until("its child to end", () -> !isAlive(sleeper));
    }
  }

  @Test
  void goes_on_when_the_program_reads_no_more() throws Exception {
    try (var client =
        connect(".exec(['sh', '-c', 'exec <&-; echo closed; sleep 0.3; echo done'])")) {
      assertThat(client.until("\n")).isEqualTo("closed\n");
      client.send("x".repeat(200_000));

      assertThat(client.rest()).isEqualTo("done\n");
    }
  }

  @Test
  void refuses_the_stream_when_there_is_no_such_program() throws Exception {
    try (var client =
        connect(".exec('/no/such/program').replaceStreamEnd(end => [new Data(end.error), end])")) {
      assertThat(client.until("ConnectionRefused")).isEqualTo("ConnectionRefused");
    }
  }

  @Test
  void lets_others_wait_for_its_output() throws Exception {
    plane.activate(
        """
        pipy({ _date: '' })

        .listen($PORT)
          .fork('date')
          .wait(() => _date)
          .replaceData(() => new Data(_date))

        .pipeline('date')
          .exec('echo today')
          .handleData(data => { _date = data.toString() })
        """);
    try (var client = new RawClient(plane.port()).send("?")) {
      assertThat(client.until("\n")).isEqualTo("today\n");
    }
  }

  private RawClient connect(String filters) throws Exception {
    plane.activate("pipy().listen($PORT)" + filters);
    return new RawClient(plane.port());
  }

  private static long pid(String line) {
    return Long.parseLong(line.strip());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
