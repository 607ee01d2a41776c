package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kernel that redirects connections to the proxy, in a network of its own.
class TransparentIT {

  /// In a network where 10.9.9.9 is this machine: what the script calls, and what is called
  /// directly.
  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip addr add 10.9.9.9/32 dev lo
      iptables -t nat -A OUTPUT -p tcp -d 10.9.9.9 --dport 80 -j REDIRECT --to-port 8191
      "$1" "$2" >&2 & proxy=$!
      trap 'kill $proxy; wait $proxy' EXIT
      for _ in $(seq 300); do
        ! (exec 3<>/dev/tcp/127.0.0.1/8191) 2>/dev/null || break
        sleep 0.1
      done
      curl -sS -m 10 http://10.9.9.9/
      curl -sS -m 10 http://127.0.0.1:8191/
      """;

  private static final String SCRIPT =
      """
      pipy()
        .listen(8191, { transparent: true })
        .serveHTTP(() => new Message(
          `${__inbound.destinationAddress} ${__inbound.destinationPort}\\n`))
      """;

  @TempDir Path folder;

  @BeforeAll
  static void network() {
    Tools.assumePresent("curl");
    Tools.assumePresent("ip");
    Tools.assumePresent("iptables");
    Tools.assumePresent("unshare");
    assumeTrue(
        Command.of("unshare", "-n", "iptables", "-t", "nat", "-L").run().exitCode() == 0,
        "needs the right to make a network of its own");
  }

  @Test
  void knows_where_a_redirected_client_wanted_to_go() throws IOException {
    Path script = CodebaseFolder.ofScript(folder.resolve("site"), SCRIPT).path().resolve("main.js");

    Command.Result result =
        Command.of(
                "unshare",
                "-n",
                "bash",
                "-c",
                NETWORK,
                "network",
                Launchers.pipy().toString(),
                script.toString())
            .run();

    assertThat(result.out()).as(result.err()).isEqualTo("10.9.9.9 80\n127.0.0.1 8191\n");
  }
}
