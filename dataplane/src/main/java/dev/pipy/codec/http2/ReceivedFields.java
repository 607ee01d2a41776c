package dev.pipy.codec.http2;

import dev.pipy.codec.http.DecimalLength;
import dev.pipy.codec.http.HeadBlock;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpSyntax;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.KnownField;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.Authority;
import dev.pipy.codec.http1.RequestTarget;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Makes heads of decoded fields and refuses what is malformed (RFC 9113 section 8). A head is laid
/// out as HTTP/1 bytes, so that one which nobody touches goes to an HTTP/1 peer as a copy;
/// therefore nothing is taken that HTTP/1 could read in another way. One use.
final class ReceivedFields {

  private static final AsciiString METHOD = AsciiString.cached(":method");
  private static final AsciiString SCHEME = AsciiString.cached(":scheme");
  private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
  private static final AsciiString PATH = AsciiString.cached(":path");
  private static final AsciiString STATUS = AsciiString.cached(":status");
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString COOKIE = AsciiString.cached("cookie");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
  private static final AsciiString OPTIONS = AsciiString.cached("OPTIONS");
  private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
  private static final AsciiString GET = AsciiString.cached("GET");
  private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
  private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
  private static final AsciiString CONNECTION = AsciiString.cached("connection");
  private static final AsciiString WEBSOCKET_KEY = AsciiString.cached("sec-websocket-key");

  /// Bytes of the key that a WebSocket of HTTP/1 begins with (RFC 6455 section 4.1).
  private static final int KEY_SIZE = 16;

  /// Bytes of the three fields that HTTP/1 asks for an upgrade with, or a few more.
  private static final int UPGRADE_SIZE = 128;

  private static final byte[] VERSION_END = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int FIELD_EXTRA = ": \r\n".length();

  private final FieldList fields;
  private final int maxFields;
  private final int firstRegular;
  private byte[] octets = {};
  private int end;
  private @Nullable AsciiString protocol;

  ReceivedFields(FieldList fields, int maxFields) {
    this.fields = fields;
    this.maxFields = maxFields;
    int first = 0;
    while (first < fields.count() && isPseudo(fields.name(first))) {
      first++;
    }
    this.firstRegular = first;
  }

  private static boolean isPseudo(AsciiString name) {
    return !name.isEmpty() && name.byteAt(0) == ':';
  }

  /// Whether there are more fields than a message may have.
  boolean isTooMany() {
    int count = fields.count() - firstRegular;
    if (count <= maxFields) {
      return false;
    }
    int crumbs = 0;
    for (int i = firstRegular; i < fields.count(); i++) {
      if (fields.name(i).equals(COOKIE)) {
        crumbs++;
      }
    }
    return count - Math.max(crumbs - 1, 0) > maxFields;
  }

  /// Whether the request asks for another protocol on its stream (RFC 8441 section 4). Its head is
  /// then what asks for the same in HTTP/1.
  boolean isExtendedConnect() {
    return protocol != null;
  }

  /// Whether that is a protocol which nobody here speaks.
  boolean isUnknownProtocol() {
    return protocol != null && !protocol.equals(WEBSOCKET);
  }

  /// The request, or null if it is malformed.
  @Nullable RequestHead request() {
    @Nullable AsciiString method = null;
    @Nullable AsciiString scheme = null;
    @Nullable AsciiString authority = null;
    @Nullable AsciiString path = null;
    for (int i = 0; i < firstRegular; i++) {
      var name = fields.name(i);
      var value = fields.value(i);
      if (method == null && name.equals(METHOD)) {
        method = value;
      } else if (scheme == null && name.equals(SCHEME)) {
        scheme = value;
      } else if (authority == null && name.equals(AUTHORITY)) {
        authority = value;
      } else if (path == null && name.equals(PATH)) {
        path = value;
      } else if (protocol == null && name.equals(PROTOCOL)) {
        protocol = value;
      } else {
        return null; // repeated, of a response, or of an extension that we did not offer
      }
    }
    if (method == null || !HttpSyntax.isToken(method.toString())) {
      return null;
    }
    if (protocol != null) {
      if (!method.equals(CONNECT) || authority == null || protocol.isEmpty()) {
        return null;
      }
      method = GET;
    }
    boolean isConnect = method.equals(CONNECT);
    if (isConnect) {
      if (scheme != null || path != null || authority == null) {
        return null;
      }
      path = authority;
    } else if (scheme == null || path == null || !HttpSyntax.isScheme(scheme.toString())) {
      return null;
    }
    int methodEnd = method.length();
    int targetEnd = methodEnd + 1 + path.length();
    int hostSize = authority == null ? 0 : HOST.length() + authority.length() + FIELD_EXTRA;
    octets = new byte[targetEnd + VERSION_END.length + hostSize + UPGRADE_SIZE + fieldsSize()];
    append(method);
    octets[end++] = ' ';
    append(path);
    if (!isTarget(isConnect, method.equals(OPTIONS), methodEnd + 1, targetEnd)) {
      return null;
    }
    append(VERSION_END);
    var block = new HeadBlock(octets);
    if (authority != null) {
      appendField(block, HOST, authority);
    }
    if (!appendFields(block, authority) || !isWellFormed(block) || !hasOneHost(block)) {
      return null;
    }
    if ((isConnect || protocol != null) && block.indexOf(KnownField.CONTENT_LENGTH, 0) >= 0) {
      return null;
    }
    if (protocol != null) {
      appendUpgrade(block);
    }
    return RequestHead.ofHttp2(
        block,
        methodEnd,
        targetEnd,
        scheme == null ? null : scheme.toString(),
        authority == null ? null : authority.toString());
  }

  /// Asks for a WebSocket as HTTP/1 does (RFC 6455 section 4.1).
  private void appendUpgrade(HeadBlock block) {
    appendField(block, CONNECTION, UPGRADE);
    appendField(block, UPGRADE, WEBSOCKET);
    for (int i = firstRegular; i < fields.count(); i++) {
      if (fields.name(i).equals(WEBSOCKET_KEY)) {
        return;
      }
    }
    var key = new byte[KEY_SIZE];
    ThreadLocalRandom.current().nextBytes(key); // tells answers of caches apart, no secret
    appendField(block, WEBSOCKET_KEY, new AsciiString(Base64.getEncoder().encode(key), false));
  }

  private boolean isTarget(boolean isConnect, boolean isOptions, int from, int to) {
    if (from == to) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!HttpSyntax.isTargetCharacter(octets[i])) {
        return false;
      }
    }
    // the absolute form belongs to HTTP/1 (RFC 9113 section 8.3.1)
    boolean isKnownForm = isConnect || octets[from] == '/' || octets[from] == '*';
    return isKnownForm && RequestTarget.isValid(isConnect, isOptions, octets, from, to);
  }

  /// The response, or null if it is malformed.
  @Nullable ResponseHead response() {
    if (firstRegular != 1 || !fields.name(0).equals(STATUS)) {
      return null;
    }
    var text = fields.value(0);
    int status =
        text.length() == 3
            ? (int) DecimalLength.parse(text.array(), text.arrayOffset(), text.arrayOffset() + 3)
            : -1;
    // HTTP/2 has no 101 (RFC 9113 section 8.6)
    if (status < 100 || status > 599 || status == 101) {
      return null;
    }
    byte[] line =
        ("HTTP/1.1 " + text + ' ' + ResponseHead.reason(status))
            .getBytes(StandardCharsets.US_ASCII);
    octets = new byte[line.length + 2 + fieldsSize()];
    append(line);
    appendLineEnd();
    var block = new HeadBlock(octets);
    return appendFields(block, null) && isWellFormed(block)
        ? ResponseHead.ofHttp2(block, status, line.length)
        : null;
  }

  /// The trailers, or null if they are malformed.
  @Nullable HttpTail tail() {
    if (firstRegular > 0) {
      return null;
    }
    octets = new byte[fieldsSize()];
    var block = new HeadBlock(octets);
    return appendFields(block, null) && isWellFormed(block)
        ? new HttpTail(new HttpHeaders(block))
        : null;
  }

  /// Bytes of the regular fields, or a few more.
  private int fieldsSize() {
    int size = 0;
    for (int i = firstRegular; i < fields.count(); i++) {
      size += fields.name(i).length() + fields.value(i).length() + FIELD_EXTRA;
    }
    return size;
  }

  private void append(AsciiString text) {
    System.arraycopy(text.array(), text.arrayOffset(), octets, end, text.length());
    end += text.length();
  }

  private void append(byte[] text) {
    System.arraycopy(text, 0, octets, end, text.length);
    end += text.length;
  }

  private void appendLineEnd() {
    octets[end++] = '\r';
    octets[end++] = '\n';
  }

  private void appendField(HeadBlock block, AsciiString name, AsciiString value) {
    int start = end;
    append(name);
    int nameEnd = end;
    octets[end++] = ':';
    octets[end++] = ' ';
    int valueStart = end;
    append(value);
    block.addField(start, nameEnd, valueStart, end);
    appendLineEnd();
  }

  /// Takes over the regular fields; false if one is malformed.
  private boolean appendFields(HeadBlock block, @Nullable AsciiString authority) {
    boolean hasCookie = false;
    for (int i = firstRegular; i < fields.count(); i++) {
      var name = fields.name(i);
      var value = fields.value(i);
      if (!isName(name) || !isValue(value)) {
        return false;
      }
      if (authority != null && name.equals(HOST)) {
        if (!value.contentEqualsIgnoreCase(authority)) {
          return false;
        }
        continue;
      }
      if (name.equals(COOKIE)) {
        if (!hasCookie) {
          appendCookies(block, i);
          hasCookie = true;
        }
      } else {
        appendField(block, name, value);
      }
      if (block.fieldCount() > maxFields) {
        return false;
      }
    }
    return true;
  }

  /// Puts the crumbs of the cookie together again (RFC 9113 section 8.2.3).
  private void appendCookies(HeadBlock block, int first) {
    int start = end;
    append(COOKIE);
    int nameEnd = end;
    octets[end++] = ':';
    octets[end++] = ' ';
    int valueStart = end;
    for (int i = first; i < fields.count(); i++) {
      if (fields.name(i).equals(COOKIE)) {
        if (i > first) {
          octets[end++] = ';';
          octets[end++] = ' ';
        }
        append(fields.value(i));
      }
    }
    block.addField(start, nameEnd, valueStart, end);
    appendLineEnd();
  }

  private static boolean isName(AsciiString name) {
    for (int i = 0; i < name.length(); i++) {
      byte octet = name.byteAt(i);
      if (!HttpSyntax.isTokenCharacter(octet) || (octet >= 'A' && octet <= 'Z')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(AsciiString value) {
    int length = value.length();
    if (length > 0 && (isBlank(value.byteAt(0)) || isBlank(value.byteAt(length - 1)))) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (HttpSyntax.isControl(value.byteAt(i) & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private static boolean isWellFormed(HeadBlock block) {
    // what belongs to one connection has no place here (RFC 9113 section 8.2.2)
    if (block.indexOf(KnownField.CONNECTION, 0) >= 0
        || block.indexOf(KnownField.KEEP_ALIVE, 0) >= 0
        || block.indexOf(KnownField.PROXY_CONNECTION, 0) >= 0
        || block.indexOf(KnownField.TRANSFER_ENCODING, 0) >= 0
        || block.indexOf(KnownField.UPGRADE, 0) >= 0) {
      return false;
    }
    int te = block.indexOf(KnownField.TE, 0);
    if (te >= 0
        && !HttpSyntax.equalsIgnoreCase(
            block.bytes(), block.valueStart(te), block.valueEnd(te), "trailers")) {
      return false;
    }
    int length = block.indexOf(KnownField.CONTENT_LENGTH, 0);
    return length < 0
        || (DecimalLength.parse(block.bytes(), block.valueStart(length), block.valueEnd(length))
                >= 0
            && block.indexOf(KnownField.CONTENT_LENGTH, length + 1) < 0);
  }

  private static boolean hasOneHost(HeadBlock block) {
    int host = block.indexOf(KnownField.HOST, 0);
    return host >= 0
        && block.indexOf(KnownField.HOST, host + 1) < 0
        && Authority.isValid(block.bytes(), block.valueStart(host), block.valueEnd(host), false);
  }
}
