package dev.pipy.inspect;

import dev.pipy.codec.http.RequestHead;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which messages somebody wants to see. Immutable; any thread.
public final class MessageFilter {

  /// Wants all.
  public static final MessageFilter ALL = new MessageFilter("", "", "", "");

  private static final Pattern STATUS = Pattern.compile("[1-9](xx|[0-9]{2})");
  private static final int LONGEST_GLOB = 1024;

  private final String method;
  private final String path;
  private final String status;
  private final byte @Nullable [] network;
  private final int prefix;

  private MessageFilter(String method, String path, String status, String client) {
    this.method = method.toUpperCase(Locale.ROOT);
    this.path = path;
    this.status = status.toLowerCase(Locale.ROOT);
    int slash = client.indexOf('/');
    network = client.isEmpty() ? null : address(slash < 0 ? client : client.substring(0, slash));
    int bits = network == null ? 0 : network.length * 8;
    prefix = slash < 0 ? bits : number(client.substring(slash + 1), bits);
  }

  /// A filter; empty texts want all.
  ///
  /// Throws IllegalArgumentException whose message begins with the name of the parameter at fault.
  ///
  /// @param method of requests, in any case
  /// @param path of requests, with the query, in which `*` stands for anything
  /// @param status of answers, such as "404" or "5xx"
  /// @param client an address or a network, such as "10.0.0.0/8"
  public static MessageFilter of(String method, String path, String status, String client) {
    if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{0,64}")) {
      throw new IllegalArgumentException("method: \"" + method + "\" (expected: such as GET)");
    }
    if (path.length() > LONGEST_GLOB) {
      throw new IllegalArgumentException(
          "path: " + path.length() + " characters (expected: at most " + LONGEST_GLOB + ")");
    }
    if (!status.isEmpty() && !STATUS.matcher(status.toLowerCase(Locale.ROOT)).matches()) {
      throw new IllegalArgumentException(
          "status: \"" + status + "\" (expected: such as 404 or 5xx)");
    }
    return new MessageFilter(method, path, status, client);
  }

  private static byte[] address(String text) {
    var bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "client: \"" + text + "\" (expected: an address or a network such as 10.0.0.0/8)");
    }
    return bytes;
  }

  private static int number(String text, int most) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(
          "client: prefix \"" + text + "\" (expected: 0 to " + most + ")");
    }
    return Integer.parseInt(text);
  }

  /// Whether requests are told apart.
  public boolean asksForRequests() {
    return !method.isEmpty() || !path.isEmpty();
  }

  /// Whether answers are told apart.
  public boolean asksForStatus() {
    return !status.isEmpty();
  }

  /// Whether a stream of that client is wanted; the address is numeric, null for no client.
  boolean wantsClient(@Nullable String address) {
    if (network == null) {
      return true;
    }
    if (address == null) {
      return false;
    }
    var bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes != null && bytes.length == network.length && hasPrefix(bytes, network);
  }

  private boolean hasPrefix(byte[] address, byte[] network) {
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = prefix % 8;
    return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
  }

  boolean wants(RequestHead request) {
    return (method.isEmpty() || method.equals(request.method()))
        && (path.isEmpty() || matches(path, request.path()));
  }

  boolean wantsStatus(int code) {
    return status.isEmpty()
        || (status.endsWith("xx")
            ? code / 100 == status.charAt(0) - '0'
            : code == Integer.parseInt(status));
  }

  /// Greedy from left to right with one step back, so that time is bounded by both lengths.
  static boolean matches(String glob, String text) {
    int star = -1;
    int mark = 0;
    int i = 0;
    int j = 0;
    while (i < text.length()) {
      if (j < glob.length() && glob.charAt(j) == '*') {
        star = j++;
        mark = i;
      } else if (j < glob.length() && glob.charAt(j) == text.charAt(i)) {
        i++;
        j++;
      } else if (star >= 0) {
        j = star + 1;
        i = ++mark;
      } else {
        return false;
      }
    }
    while (j < glob.length() && glob.charAt(j) == '*') {
      j++;
    }
    return j == glob.length();
  }
}
