package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What loggers of scripts write, and what they refuse.
final class ScriptLoggingTest {

  @TempDir Path folder;

  @Test
  void loggers_write_values_in_their_forms() throws Exception {
    var script =
        """
        ((text, json, binary) => (
          text = new logging.TextLogger('t').toFile('FOLDER/text'),
          json = new logging.JSONLogger('j').toFile('FOLDER/json', { maxFileSize: '1m' }),
          binary = new logging.BinaryLogger('b').toFile('FOLDER/binary').toFile('FOLDER/more'),
          text.log('a', 1, { b: [null] }),
          text.log('c'),
          json.log({ a: 1 }, 'b', 2),
          json.log(undefined),
          binary.log(new Data([65]), 'é', [66, 67], 5),
          new logging.TextLogger('without a target').log('x'),
          pipy().listen([text.name, text instanceof logging.TextLogger])
        ))()
        """;
    try (var program = TestProgram.main(script.replace("FOLDER", folder.toString()))) {
      program.loaded();
      assertThat(program.argument(0)).isEqualTo(List.of("t", true));
    }
    assertThat(Files.readString(folder.resolve("text"))).isEqualTo("a 1 { b: [null] }\nc\n");
    assertThat(Files.readString(folder.resolve("json"))).isEqualTo("{\"a\":1}\"b\"2\nnull\n");
    assertThat(Files.readString(folder.resolve("binary"))).isEqualTo("AéBC5\n");
    assertThat(Files.readString(folder.resolve("more"))).isEqualTo("AéBC5\n");
  }

  @Test
  void what_keeps_itself_to_itself_is_shown_as_it_says() throws Exception {
    var script =
        """
        ((text) => (
          text = new logging.TextLogger('t').toFile('FOLDER/text'),
          text.log(new IPEndpoint('10.0.0.1', 80), new URL('http://a/b'), String(new Message())),
          text.log({ toString() { return 'mine' }, a: 1 }, { toString() { throw 1 } }),
          pipy().listen(0)
        ))()
        """;
    try (var program = TestProgram.main(script.replace("FOLDER", folder.toString()))) {
      program.loaded();
    }
    assertThat(Files.readString(folder.resolve("text")))
        .startsWith("IPEndpoint 10.0.0.1:80 URL http://a/b [object Message]\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          new logging.TextLogger() | requires 1 or more arguments
          new logging.TextLogger(1) | argument #1 expects a string
          new logging.TextLogger('x').toFile() | requires 1 or more arguments
          new logging.TextLogger('x').toFile('f', { maxFileSize: 'x' }) | options.maxFileSize: x (expected: bytes, or a size such as '8m')
          new logging.TextLogger('x').toFile('f', { rotateInterval: '1y' }) | options.rotateInterval: 1y (expected: seconds, or a time such as '30s')
          new logging.TextLogger('x').toSyslog('LOUD') | toSyslog: LOUD (expected: EMERG, ALERT, CRIT, ERR, WARNING, NOTICE, INFO, DEBUG)
          new logging.TextLogger('x').toHTTP('nope') | toHTTP: nope (expected: such as http://host/path)
          new logging.TextLogger('x').toHTTP('http://h', { batch: { size: 0 } }) | options.batch.size: 0 (expected: a whole number from 1 on)
          new logging.TextLogger('x').toHTTP('https://h', { tls: 1 }) | options.tls expects an object
          new logging.TextLogger('x').toHTTP('https://h', { tls: { trusted: 'x' } }) | options.tls.trusted expects an array of instances of crypto.Certificate
          new logging.TextLogger('x').toHTTP('https://h', { tls: { certificate: {} } }) | options.tls.certificate expects an object { cert, key }
          new logging.TextLogger('x').toHTTP('http://h', { headers: { host: 'x' } }) | restricted header name: "host"
          """,
      quoteCharacter = '~')
  void what_cannot_be_is_refused(String expression, String message) {
    try (var program = TestProgram.main("pipy().listen(" + expression + ")")) {
      assertThat(program.findings()).singleElement().asString().endsWith(message);
    }
  }
}
