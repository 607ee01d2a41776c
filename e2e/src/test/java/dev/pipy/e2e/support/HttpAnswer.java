package dev.pipy.e2e.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An HTTP/1 response as it was on the wire.
///
/// @param headers names in lower case
public record HttpAnswer(String statusLine, Map<String, String> headers, String body) {

  public int status() {
    return Integer.parseInt(statusLine.split(" ", 3)[1]);
  }

  public String reason() {
    return statusLine.split(" ", 3)[2];
  }

  public boolean closes() {
    return header("connection").equalsIgnoreCase("close");
  }

  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// Reads one response; fails with EOFException if the stream ends within it.
  static HttpAnswer read(InputStream in) throws IOException {
    String statusLine = line(in);
    Map<String, String> headers = headers(in);
    String body;
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      body = chunks(in);
    } else if (headers.containsKey("content-length")) {
      body = exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "")));
    } else {
      body = new String(in.readAllBytes(), ISO_8859_1);
    }
    return new HttpAnswer(statusLine, headers, body);
  }

  static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  static String chunks(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(in).strip(), 16);
      body.append(exactly(in, size));
      String end = line(in);
      if (!end.isEmpty()) {
        throw new IOException("no end of chunk but: " + end);
      }
      if (size == 0) {
        return body.toString();
      }
    }
  }

  static String exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("ended after " + bytes.length + " of " + size + " bytes of body");
    }
    return new String(bytes, ISO_8859_1);
  }

  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("ended in a line: " + line.toString(ISO_8859_1));
      }
      line.write(next);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
