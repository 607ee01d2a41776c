package dev.pipy.codec.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private static final class Log implements RecordReader.Sink {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void record(RecordType type, int requestId, ByteBuf content) {
      text.append(type).append(requestId).append(':').append(ByteBufUtil.hexDump(content));
    }

    @Override
    public void stream(RecordType type, int requestId, ByteBuf bytes) {
      var word = type + "" + requestId + "+";
      int at = text.lastIndexOf(word);
      boolean goesOn = at >= 0 && text.indexOf(";", at) < 0;
      text.append(goesOn ? "" : word).append(ByteBufUtil.hexDump(bytes));
      bytes.release();
    }

    @Override
    public void endOfStream(RecordType type, int requestId) {
      text.append(";end ").append(type).append(requestId).append(';');
    }

    @Override
    public void unknown(int type, int requestId) {
      text.append("?").append(type).append(':').append(requestId);
    }

    @Override
    public void malformed() {
      text.append('!');
    }
  }

  private static String read(List<byte[]> pieces) {
    var log = new Log();
    var reader = new RecordReader(log);
    for (var piece : pieces) {
      reader.read(Unpooled.copiedBuffer(piece));
    }
    return log.text + (reader.isInside() && log.text.indexOf("!") < 0 ? "..." : "");
  }

  @ParameterizedTest
  @CsvSource({
    "0101000100080000 0001010000000000, BEGIN_REQUEST1:0001010000000000",
    "0105000100030500 616263 0000000000, STDIN1+616263",
    "0105000100000000, ;end STDIN1;",
    "0103000200080000 0000000700000000, END_REQUEST2:0000000700000000",
    "0102012c00000000, ABORT_REQUEST300:",
    "0163000000020600 abcd 000000000000, ?99:0",
    "0105000100030000 6162, STDIN1+6162...",
    "0105, ...",
    "0205, !",
    "474554202f, !",
  })
  void reads_records_wherever_they_are_cut(String hex, String expected) {
    EverySplit.of(
        HexFormat.of().parseHex(hex.replace(" ", "")),
        pieces -> assertThat(read(pieces)).isEqualTo(expected));
  }

  @Test
  void writes_what_it_reads() {
    var values = new LinkedHashMap<String, String>();
    values.put("A", "é");
    values.put("LONG", "x".repeat(1000));
    values.put("", "");
    var pairs = NameValues.write(values);
    assertThat(NameValues.read(pairs)).isEqualTo(values);
    pairs.release();

    var log = new Log();
    var reader = new RecordReader(log);
    reader.read(RecordWriter.begin(1, 1, true));
    reader.read(RecordWriter.stream(RecordType.STDIN, 1, Unpooled.wrappedBuffer(new byte[70_000])));
    reader.read(RecordWriter.endOfStream(RecordType.STDIN, 1));
    reader.read(RecordWriter.end(1, 7, 2));
    reader.read(RecordWriter.unknown(99));
    reader.read(RecordWriter.values(RecordType.GET_VALUES, Map.of("A", "")));
    assertThat(log.text)
        .startsWith("BEGIN_REQUEST1:0001010000000000STDIN1+" + "00".repeat(70_000))
        .endsWith(
            ";end STDIN1;END_REQUEST1:0000000702000000UNKNOWN_TYPE0:6300000000000000"
                + "GET_VALUES0:010041");
    assertThat(reader.isInside()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "0201", "020141", "80000001", "ffffffff0041", "02808000"})
  void tells_names_and_values_that_are_malformed(String hex) {
    assertThat(NameValues.read(Unpooled.copiedBuffer(HexFormat.of().parseHex(hex)))).isNull();
  }

  @Test
  void random_bytes_do_no_harm() {
    Fuzz.run(
        500,
        random -> {
          var reader = new RecordReader(new Log());
          for (int i = random.nextInt(20); i > 0; i--) {
            var piece = new byte[random.nextInt(40)];
            random.nextBytes(piece);
            if (piece.length > 0 && random.nextBoolean()) {
              piece[0] = 1;
            }
            reader.read(Unpooled.copiedBuffer(piece));
          }
          reader.stop();
        });
  }
}
