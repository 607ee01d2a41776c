package dev.pipy.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.testing.Fuzz;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufMessageTest {

  private static Bytes bytes(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static String hex(ProtobufMessage message) {
    return HexFormat.of().formatHex(message.encode().toArray());
  }

  private static ProtobufMessage decode(String hex) throws ProtobufException {
    return ProtobufMessage.decode(bytes(hex));
  }

  @ParameterizedTest
  @CsvSource({
    // the documentation of the encoding
    "089601, INT32, 150",
    "08feffffffffffffffff01, INT32, -2",
    "08feffffffffffffffff01, INT64, -2",
    "08ffffffff0f, UINT32, 4294967295",
    "08ffffffffffffffffff01, UINT64, 18446744073709551615",
    "0801, SINT32, -1",
    "08ffffffff0f, SINT32, -2147483648",
    "08ffffffffffffffffff01, SINT64, -9223372036854775808",
    "0dffffffff, FIXED32, 4294967295",
    "0dffffffff, SFIXED32, -1",
    "09ffffffffffffffff, FIXED64, 18446744073709551615",
    "09feffffffffffffff, SFIXED64, -2",
  })
  void writes_and_reads_whole_numbers(String hex, ProtobufType type, BigInteger number)
      throws Exception {
    var message = new ProtobufMessage();
    message.set(1, type, number);

    assertThat(hex(message)).isEqualTo(hex);
    assertThat(decode(hex).last(1, type)).hasToString(number.toString());
  }

  @Test
  void writes_and_reads_all_else() throws Exception {
    var message = new ProtobufMessage();
    message.set(1, ProtobufType.FLOAT, 1.5);
    message.set(2, ProtobufType.DOUBLE, -0.1);
    message.set(3, ProtobufType.BOOL, true);
    message.set(4, ProtobufType.STRING, "é");
    message.set(ProtobufMessage.LARGEST_FIELD, ProtobufType.BYTES, bytes("ff00"));

    assertThat(hex(message))
        .isEqualTo("0d0000c03f" + "119a9999999999b9bf" + "1801" + "2202c3a9" + "faffffff0f02ff00");
    var read = ProtobufMessage.decode(message.encode());
    assertThat(read.last(1, ProtobufType.FLOAT)).isEqualTo(1.5);
    assertThat(read.last(2, ProtobufType.DOUBLE)).isEqualTo(-0.1);
    assertThat(read.last(3, ProtobufType.BOOL)).isEqualTo(true);
    assertThat(read.last(4, ProtobufType.STRING)).isEqualTo("é");
    assertThat(read.wireType(1)).isEqualTo("I32");
    assertThat(read.wireType(2)).isEqualTo("I64");
    assertThat(read.wireType(3)).isEqualTo("VARINT");
    assertThat(read.wireType(4)).isEqualTo("LEN");
    assertThat(read.wireType(5)).isEmpty();
    assertThat(read.last(5, ProtobufType.INT32)).isNull();
    assertThat(read.last(4, ProtobufType.INT32)).isNull();
  }

  @Test
  void takes_the_last_of_several() throws Exception {
    var message = decode("0801 0802 0a0161");

    assertThat(message.last(1, ProtobufType.INT32)).isEqualTo(2L);
    assertThat(message.wireType(1)).isEqualTo("LEN");
  }

  @ParameterizedTest
  @CsvSource({
    "0801 0802 0803, INT32",
    "0a03010203, INT32",
    "0801 0a020203, INT32",
    "0a0c010000000200000003000000, FIXED32",
    "0a0c0000803f0000004000004040, FLOAT",
    "0a03020406, SINT64",
  })
  void reads_repeated_numbers_packed_or_not(String hex, ProtobufType type) throws Exception {
    assertThat(decode(hex).all(1, type))
        .extracting(n -> ((Number) n).intValue())
        .containsExactly(1, 2, 3);
  }

  @Test
  void writes_repeated_numbers_packed_and_texts_one_by_one() throws Exception {
    var message = new ProtobufMessage();
    message.setAll(4, ProtobufType.INT32, List.of(3, 270, 86942));
    message.setAll(5, ProtobufType.STRING, List.of("a", "b"));
    message.setAll(6, ProtobufType.DOUBLE, List.of(1.0));
    message.setAll(7, ProtobufType.DOUBLE, List.of());

    assertThat(hex(message))
        .isEqualTo("2206038e029ea705" + "2a01612a0162" + "3208000000000000f03f");
    assertThat(message.all(5, ProtobufType.STRING)).isEqualTo(List.of("a", "b"));
    assertThat(message.all(8, ProtobufType.STRING)).isEmpty();
    assertThatThrownBy(() -> decode("0a0180").all(1, ProtobufType.INT32))
        .isInstanceOf(ProtobufException.class);
  }

  @Test
  void merges_messages_that_come_in_parts() throws Exception {
    var inner = Objects.requireNonNull(decode("0a020801 0a020803 0a021002").message(1));

    assertThat(hex(inner)).isEqualTo("080108031002");
    assertThat(decode("0801").message(1)).isNull();
  }

  @Test
  void loses_nothing_that_is_not_known() throws Exception {
    var hex = "0801" + "0a0161" + "1b" + "0801" + "2324" + "1c" + "250000c03f";

    assertThat(hex(decode(hex))).isEqualTo(hex);
    assertThat(decode(hex).wireType(3)).isEqualTo("SGROUP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08",
        "0880",
        "0a",
        "0a02ff",
        "0d000000",
        "0900000000000000",
        "0a8080808080808080807f",
        "08ffffffffffffffffff02",
        "08ffffffffffffffffffff01",
        "0001",
        "0e00",
        "0f00",
        "0c",
        "0b",
        "0b0801",
        "0b14",
        "0b130c",
        "808080808010",
        "0affffffffffffffffff01",
      })
  void refuses_what_breaks_the_encoding(String hex) {
    assertThatThrownBy(() -> decode(hex)).isInstanceOf(ProtobufException.class);
  }

  @Test
  void refuses_text_that_is_not_utf_8() throws Exception {
    var message = decode("0a01ff");

    assertThatThrownBy(() -> message.last(1, ProtobufType.STRING))
        .isInstanceOf(ProtobufException.class);
    assertThat(message.last(1, ProtobufType.BYTES)).isNotNull();
  }

  @Test
  void bounds_how_deep_groups_are_nested() throws Exception {
    assertThat(decode("0b".repeat(100) + "0c".repeat(100)).wireType(1)).isEqualTo("SGROUP");
    assertThatThrownBy(() -> decode("0b".repeat(101) + "0c".repeat(101)))
        .isInstanceOf(ProtobufException.class);
  }

  @ParameterizedTest
  @EnumSource(ProtobufType.class)
  void reads_what_was_written(ProtobufType type) {
    Fuzz.run(
        500,
        random -> {
          var values = new ArrayList<Object>();
          for (int i = random.nextInt(5); i > 0; i--) {
            values.add(value(type, random));
          }
          var message = new ProtobufMessage();
          message.setAll(3, type, values);
          try {
            assertThat(ProtobufMessage.decode(message.encode()).all(3, type))
                .extracting(ProtobufMessageTest::shown)
                .isEqualTo(values.stream().map(ProtobufMessageTest::shown).toList());
          } catch (ProtobufException refused) {
            throw new AssertionError(refused);
          }
        });
  }

  private static Object value(ProtobufType type, SplittableRandom random) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case FLOAT -> (double) (float) random.nextDouble();
      case DOUBLE -> random.nextDouble();
      case STRING -> "é".repeat(random.nextInt(200));
      case BYTES -> new Bytes(new byte[random.nextInt(200)]);
      default -> {
        var number = new BigInteger(random.nextInt(1, 65), new java.util.Random(random.nextLong()));
        var signed = random.nextBoolean() ? number.negate() : number;
        yield type.holds(signed) ? signed : BigInteger.ONE;
      }
    };
  }

  private static String shown(Object value) {
    return value instanceof Bytes bytes ? "bytes " + bytes.size() : value.toString();
  }

  @Test
  void random_bytes_are_read_or_refused() {
    Fuzz.run(
        10_000,
        random -> {
          var input = new byte[random.nextInt(60)];
          for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (random.nextBoolean() ? random.nextInt(48) : random.nextInt());
          }
          try {
            var message = ProtobufMessage.decode(new Bytes(input));
            assertThat(hex(ProtobufMessage.decode(message.encode()))).isEqualTo(hex(message));
            for (var type : ProtobufType.values()) {
              assertThat(message.all(1, type)).isNotNull();
            }
          } catch (ProtobufException expected) {
            assertThat(expected).hasMessageMatching("[a-z].*");
          }
        });
  }
}
