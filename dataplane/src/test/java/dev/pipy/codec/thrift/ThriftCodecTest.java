package dev.pipy.codec.thrift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.event.StreamError;
import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThriftCodecTest {

  private static final int MOST = 1000;

  private int sizes;

  /// `f` behind a message in a frame, `;` behind each, then what failed, then ` ...` for a message
  /// that is not complete.
  private String decode(List<byte[]> pieces) {
    var text = new StringBuilder();
    var decoder =
        new ThriftDecoder(
            MOST,
            new ThriftDecoder.Sink() {
              @Override
              public void message(Map<String, Object> message, int size) {
                text.append(show(message)).append(message.containsKey("framed") ? "f;" : ";");
                sizes += size;
              }

              @Override
              public void failed(StreamError error) {
                text.append('!').append(error.code());
              }
            });
    for (var piece : pieces) {
      decoder.read(Unpooled.copiedBuffer(piece));
    }
    boolean isCut = decoder.isInside() && text.indexOf("!") < 0;
    decoder.stop();
    return text + (isCut ? " ..." : "");
  }

  /// `binary call 1 name {1 I32=5}`.
  private static String show(Map<String, Object> message) {
    return "%s %s %s %s %s"
        .formatted(
            message.get("protocol"),
            message.get("type"),
            message.get("seqID"),
            message.get("name"),
            show(message.get("fields")));
  }

  private static String show(@Nullable Object value) {
    return switch (value) {
      case List<?> fields
          when !fields.isEmpty()
              && fields.getFirst() instanceof Map<?, ?> map
              && map.containsKey("id") ->
          fields.stream()
              .map(field -> (Map<?, ?>) field)
              .map(field ->
                  field.get("id") + " " + field.get("type") + "=" + show(field.get("value")))
              .toList()
              .toString();
      case List<?> list -> list.stream().map(ThriftCodecTest::show).toList().toString();
      case Map<?, ?> map when map.containsKey("elements") ->
          map.get("elementType") + show(map.get("elements"));
      case Map<?, ?> map ->
          map.get("keyType") + ":" + map.get("valueType") + show(map.get("pairs"));
      case Bytes bytes -> "x" + HexFormat.of().formatHex(bytes.toArray());
      case null, default -> String.valueOf(value);
    };
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String encode(Map<String, ?> message, boolean isFramed) throws ThriftException {
    return HexFormat.of().formatHex(ThriftWriter.write(message, isFramed));
  }

  private static Map<String, Object> field(int id, String type, Object value) {
    return Map.of("id", id, "type", type, "value", value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // binary
        "80010001 00000002 6869 00000007 00 | binary call 7 hi [];",
        "80010002 00000000 ffffffff 08 0001 fffffffe 00 | binary reply -1  [1 I32=-2];",
        "80010003 00000001 61 00000000 02 0001 01 03 0002 ff 06 ffff 8000 00"
            + " | binary exception 0 a [1 BOOL=true, 2 I8=-1, -1 I16=-32768];",
        "80010004 00000001 61 00000000 0a 0001 7fffffffffffffff 04 0002 3ff8000000000000"
            + " 0b 0003 00000002 6869 00"
            + " | binary oneway 0 a [1 I64=9223372036854775807, 2 DOUBLE=1.5, 3 BINARY=x6869];",
        "80010001 00000001 61 00000000 0c 0001 08 0001 00000005 00 0f 0002 06 00000002 0001 0002"
            + " 0e 0003 02 00000001 01 0d 0004 0b 08 00000001 00000001 6b 00000009 00"
            + " | binary call 0 a [1 STRUCT=[1 I32=5], 2 LIST=I16[1, 2], 3 SET=BOOL[true],"
            + " 4 MAP=BINARY:I32[[x6b, 9]]];",
        "80010001 00000001 61 00000000 10 0001 00112233445566778899aabbccddeeff 00"
            + " | binary call 0 a [1 UUID=00112233-4455-6677-8899-aabbccddeeff];",
        "80010001 00000001 61 00000000 0f 0001 00 00000000 0d 0002 00 00 00000000 00"
            + " | binary call 0 a [1 LIST=null[], 2 MAP=null:null[]];",
        // the old form
        "00000002 6869 01 00000007 00 | old call 7 hi [];",
        "00000000 01 00000007 00 | old call 7  [];",
        // compact
        "8221 07 02 6869 00 | compact call 7 hi [];",
        "8241 ffffffff0f 00 15 03 00 | compact reply -1  [1 I32=-2];",
        "8221 00 01 61 11 12 13ff 04 ffff03 00 00"
            + " | compact call 0 a [1 BOOL=true, 2 BOOL=false, 3 I8=-1, -32768 I16=0];",
        "8221 00 01 61 16 feffffffffffffffff01 17 000000000000f83f 18 026869 00"
            + " | compact call 0 a [1 I64=9223372036854775807, 2 DOUBLE=1.5, 3 BINARY=x6869];",
        "8221 00 01 61 1c 15 0a 00 19 24 02 04 1a 12 01 1b 01 85 01 6b 12 00"
            + " | compact call 0 a [1 STRUCT=[1 I32=5], 2 LIST=I16[1, 2], 3 SET=BOOL[true],"
            + " 4 MAP=BINARY:I32[[x6b, 9]]];",
        "8221 00 01 61 1d 00112233445566778899aabbccddeeff 1b 00 00"
            + " | compact call 0 a [1 UUID=00112233-4455-6677-8899-aabbccddeeff, 2 MAP=null:null[]];",
        // in frames, one behind the other
        "0000000f 80010001 00000002 6869 00000007 00 00000006 8221 07 02 6869 | binary call 7 hi []f; ...",
        "00000007 8221 07 02 6869 00 8221 07 02 6869 00"
            + " | compact call 7 hi []f;compact call 7 hi [];",
        "0000000c 00000002 6869 01 00000007 00 | old call 7 hi []f;",
        // cut off
        "80 | ' ...'",
        "000000 | ' ...'",
        "8221 07 02 68 | ' ...'",
        "80010001 00000001 61 00000000 0b 0001 00000064 61 | ' ...'",
      })
  void decodes(String hex, String expected) {
    var wanted = expected.replace("'", "");
    EverySplit.of(bytes(hex), pieces -> assertThat(decode(pieces)).isEqualTo(wanted));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81",
        "ff",
        "83", // no protocol
        "80020001",
        "8222",
        "8200", // versions
        "80010000 00000000 00000000",
        "80010005 00000000 00000000", // types of messages
        "8201 00 00",
        "82a1 00 00",
        "474554202f", // GET /
        "80010001 ffffffff", // lengths below 0
        "80010001 00000000 00000000 0b 0001 ffffffff",
        "80010001 00000000 00000000 0f 0001 08 ffffffff",
        "80010001 00000000 00000000 01 0001", // types of fields
        "80010001 00000000 00000000 05 0001",
        "80010001 00000000 00000000 11 0001",
        "80010001 00000000 00000000 0f 0001 01 00000001",
        "8221 00 00 1e",
        "8221 00 00 1f",
        "8221 00 00 19 1e",
        "8221 00 00 14 80800400", // numbers of too many bits
        "8221 00 00 15 808080801000",
        "8221 00 00 16 ffffffffffffffffff02",
        "8221 ffffffffff7f",
        "8221 00 00 01 feff03" + "11", // ids beyond 32767
        "0000000e 80010001 00000000 00000000 00 00", // something behind a message in its frame
        "0000000b 80010001 00000000 00000000 00", // a frame that is too short
        "00000014 80010001 00000000 00000000 0b 0001 00000064", // a text that is longer than it
      })
  void refuses_what_is_malformed(String hex) {
    EverySplit.of(bytes(hex), pieces -> assertThat(decode(pieces)).isEqualTo("!ProtocolError"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000003e9 80",
        "80010001 000003e1",
        "80010001 00000000 00000000 0b 0001 000003d6",
        "80010001 00000000 00000000 0f 0001 08 7fffffff",
        "8221 00 00 19 f8 ffffff7f",
        "8221 00 00 1b ffffff7f",
      })
  void refuses_what_is_too_large_before_it_comes(String hex) {
    EverySplit.of(bytes(hex), pieces -> assertThat(decode(pieces)).isEqualTo("!BufferOverflow"));
  }

  @Test
  void says_how_large_a_message_was() {
    decode(List.of(bytes("8221 00 00 00" + "00000006 8221 00 01 61 00")));

    assertThat(sizes).isEqualTo(5 + 6);
  }

  @Test
  void bounds_how_many_values_a_message_has() {
    var failures = new ArrayList<StreamError>();
    var decoder =
        new ThriftDecoder(
            16 << 20,
            new ThriftDecoder.Sink() {
              @Override
              public void message(Map<String, Object> message, int size) {
                throw new AssertionError(size);
              }

              @Override
              public void failed(StreamError error) {
                failures.add(error);
              }
            });
    // a list of 2^18 structs without fields
    decoder.read(Unpooled.copiedBuffer(bytes("8221 00 00 19 fc 808010")));
    decoder.read(Unpooled.buffer().writeZero(1 << 18));

    assertThat(failures).containsExactly(StreamError.BUFFER_OVERFLOW);
  }

  @Test
  void bounds_messages_that_grow() {
    var endless = "8221 00 00" + " 13 01".repeat(500);

    assertThat(decode(List.of(bytes(endless)))).isEqualTo("!BufferOverflow");
  }

  @Test
  void bounds_how_deep_values_are_nested() {
    var head = "8221 00 00";

    assertThat(decode(List.of(bytes(head + "1c".repeat(63) + "00".repeat(64))))).endsWith(";");
    assertThat(decode(List.of(bytes(head + "1c".repeat(64) + "00".repeat(65)))))
        .isEqualTo("!ProtocolError");
    assertThat(decode(List.of(bytes(head + "19" + "19".repeat(100))))).isEqualTo("!ProtocolError");
  }

  private static Object nested(int depth) {
    return depth == 0 ? List.of() : List.of(field(1, "STRUCT", nested(depth - 1)));
  }

  @Test
  void writes_with_defaults_and_in_frames() throws Exception {
    assertThat(encode(Map.of(), false)).isEqualTo("80010001" + "00000000" + "00000000" + "00");
    assertThat(encode(Map.of("protocol", "compact", "name", "é", "seqID", 300.0), true))
        .isEqualTo("00000008" + "8221" + "ac02" + "02c3a9" + "00");
    assertThat(encode(Map.of("protocol", "old", "type", "oneway"), false))
        .isEqualTo("00000000" + "04" + "00000000" + "00");
    assertThat(encode(Map.of("fields", List.of(field(1, "BINARY", "hi"))), false))
        .endsWith("0b0001" + "00000002" + "6869" + "00");
    assertThat(encode(Map.of("fields", List.of(field(1, "DOUBLE", 1))), false))
        .endsWith("040001" + "3ff0000000000000" + "00");
    assertThat(encode(Map.of("fields", List.of(field(1, "UUID", new Bytes(new byte[16])))), false))
        .endsWith("100001" + "00".repeat(16) + "00");
    assertThat(encode(Map.of("fields", nested(63)), false)).isNotEmpty();
  }

  @Test
  void says_what_cannot_be_written() {
    refuse(Map.of("protocol", "json"), "protocol: 'json' (expected: 'binary', 'compact' or 'old')");
    refuse(Map.of("type", 1), "type: 1 (expected: 'call', 'reply', 'exception' or 'oneway')");
    refuse(Map.of("name", true), "name: true (expected: a string)");
    refuse(Map.of("seqID", 0x1p31), "seqID: 2.147483648E9 (expected: a whole number of 32 bits)");
    refuse(Map.of("fields", 5), "fields: 5 (expected: an array)");
    refuse(Map.of("fields", List.of(5)), "fields[0]: 5 (expected: an object)");
    refuse(field(1, "I4", 1), "fields[0].type: 'I4' (expected: a type such as 'I32')");
    refuse(field(40000, "I8", 1), "fields[0].id: 40000 (expected: a whole number of 16 bits)");
    refuse(field(1, "BOOL", 1), "fields[0].value: 1 (expected: a boolean)");
    refuse(field(1, "I8", 128), "fields[0].value: 128 (expected: a whole number of 8 bits)");
    refuse(field(1, "I16", 1.5), "fields[0].value: 1.5 (expected: a whole number of 16 bits)");
    refuse(field(1, "I32", "1"), "fields[0].value: '1' (expected: a whole number of 32 bits)");
    refuse(
        field(1, "I64", 0x1p63),
        "fields[0].value: 9.223372036854776E18 (expected: a whole number of 64 bits)");
    refuse(field(1, "DOUBLE", "1"), "fields[0].value: '1' (expected: a number)");
    refuse(field(1, "BINARY", 1), "fields[0].value: 1 (expected: a string or a Data)");
    refuse(
        field(1, "UUID", "1-2-3-4-5"),
        "fields[0].value: '1-2-3-4-5' (expected: a UUID as text, or its 16 bytes)");
    refuse(field(1, "STRUCT", Map.of()), "fields[0].value: an object (expected: an array)");
    refuse(field(1, "LIST", List.of()), "fields[0].value: an array (expected: an object)");
    refuse(
        field(1, "LIST", Map.of("elements", List.of(1))),
        "fields[0].value.elementType: nothing (expected: a type such as 'I32')");
    refuse(
        field(1, "SET", Map.of("elementType", "I8", "elements", List.of(1, "x"))),
        "fields[0].value.elements[1]: 'x' (expected: a whole number of 8 bits)");
    refuse(
        field(1, "MAP", Map.of("keyType", "I8", "valueType", "I8", "pairs", List.of(List.of(1)))),
        "fields[0].value.pairs[0]: an array of 1 (expected: a key and a value)");
    refuse(Map.of("fields", nested(64)), "fields: nested too deep (expected: 64 levels at most)");
  }

  private static void refuse(Map<String, ?> messageOrField, String complaint) {
    var message =
        messageOrField.containsKey("id")
            ? Map.of("fields", List.of(messageOrField))
            : messageOrField;
    assertThatThrownBy(() -> encode(message, false))
        .isInstanceOf(ThriftException.class)
        .hasMessage(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "old", "compact"})
  void reads_what_was_written(String protocol) {
    Fuzz.run(
        2_000,
        random -> {
          var message = new LinkedHashMap<String, Object>();
          message.put("protocol", protocol);
          message.put(
              "type", List.of("call", "reply", "exception", "oneway").get(random.nextInt(4)));
          message.put("seqID", random.nextInt());
          message.put("name", "é".repeat(random.nextInt(4)));
          message.put("fields", struct(random, 0));
          boolean isFramed = random.nextBoolean();
          try {
            byte[] octets = ThriftWriter.write(message, isFramed);
            if (octets.length <= MOST) {
              int cut = random.nextInt(octets.length + 1);
              var pieces =
                  List.of(
                      Arrays.copyOf(octets, cut), Arrays.copyOfRange(octets, cut, octets.length));
              assertThat(decode(pieces)).isEqualTo(show(message) + (isFramed ? "f;" : ";"));
            }
          } catch (ThriftException refused) {
            throw new AssertionError(refused);
          }
        });
  }

  private static List<Object> struct(SplittableRandom random, int depth) {
    var fields = new ArrayList<Object>();
    for (int i = random.nextInt(5); i > 0; i--) {
      var type = type(random, depth);
      fields.add(field(random.nextInt(-32768, 32768), type.name(), value(type, random, depth + 1)));
    }
    return fields;
  }

  private static ThriftType type(SplittableRandom random, int depth) {
    var types = ThriftType.values();
    while (true) {
      var type = types[random.nextInt(types.length)];
      boolean isNested =
          switch (type) {
            case STRUCT, LIST, SET, MAP -> true;
            default -> false;
          };
      if (!isNested || depth < 4) {
        return type;
      }
    }
  }

  private static Object value(ThriftType type, SplittableRandom random, int depth) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case I8 -> random.nextInt(-128, 128);
      case I16 -> random.nextInt(-32768, 32768);
      case I32 -> random.nextInt() >> random.nextInt(32);
      case I64 -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> random.nextDouble();
      case BINARY -> new Bytes(new byte[random.nextInt(20)]);
      case UUID -> new java.util.UUID(random.nextLong(), random.nextLong()).toString();
      case STRUCT -> struct(random, depth);
      case LIST, SET -> {
        var element = type(random, depth);
        yield Map.of("elementType", element.name(), "elements", several(element, random, depth, 1));
      }
      case MAP -> {
        var pairs = new ArrayList<Object>();
        var key = type(random, depth);
        var content = type(random, depth);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          pairs.add(List.of(value(key, random, depth + 1), value(content, random, depth + 1)));
        }
        yield Map.of("keyType", key.name(), "valueType", content.name(), "pairs", pairs);
      }
    };
  }

  private static List<Object> several(
      ThriftType type, SplittableRandom random, int depth, int least) {
    var list = new ArrayList<Object>();
    for (int i = random.nextInt(least, 20); i > 0; i--) {
      list.add(value(type, random, depth + 1));
    }
    return list;
  }

  @ParameterizedTest
  @ValueSource(strings = {"80010001000000016100000000", "8221000161", "0000002080010001000000"})
  void says_the_same_of_random_bytes_wherever_they_are_cut(String head) {
    Fuzz.run(
        5_000,
        random -> {
          byte[] start = bytes(head);
          byte[] input = Arrays.copyOf(start, start.length + random.nextInt(60));
          for (int i = start.length; i < input.length; i++) {
            input[i] = (byte) (random.nextBoolean() ? random.nextInt(30) : random.nextInt());
          }
          int cut = random.nextInt(input.length + 1);
          var inTwo =
              decode(
                  List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length)));

          assertThat(inTwo).isEqualTo(decode(List.of(input)));
        });
  }
}
