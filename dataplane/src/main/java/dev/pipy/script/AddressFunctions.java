package dev.pipy.script;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/// Reads and writes addresses for the script's `IP` and `Netmask`. An address is an array of 4 or
/// 16 numbers from 0 to 255. Public because the prelude calls it.
public final class AddressFunctions {

  private static final int V4 = 4;
  private static final int V6 = 16;
  private static final int MAPPED_PREFIX = 12;

  /// No leading zeros, which some take for octal.
  private static final Pattern V4_TEXT =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  AddressFunctions() {}

  /// The octets of an address; null for text that is none. No brackets, no zone.
  @HostAccess.Export
  public int @Nullable [] parse(String text) {
    byte[] octets = null;
    if (V4_TEXT.matcher(text).matches()) {
      octets = NetUtil.createByteArrayFromIpAddressString(text);
    } else if (text.indexOf(':') >= 0
        && text.indexOf('%') < 0
        && text.indexOf('[') < 0
        && NetUtil.isValidIpV6Address(text)) {
      octets = v6(text);
    }
    return octets == null ? null : numbers(octets);
  }

  private static byte @Nullable [] v6(String text) {
    var octets = NetUtil.createByteArrayFromIpAddressString(text);
    if (octets == null || octets.length == V6) {
      return octets;
    }
    var mapped = new byte[V6];
    mapped[MAPPED_PREFIX - 2] = (byte) 0xff;
    mapped[MAPPED_PREFIX - 1] = (byte) 0xff;
    System.arraycopy(octets, 0, mapped, MAPPED_PREFIX, V4);
    return mapped;
  }

  /// The text of an address, for IPv6 that of RFC 5952.
  @HostAccess.Export
  public String format(int[] address) {
    try {
      var octets = octets(address);
      if (isMapped(address)) {
        return "::ffff:" + NetUtil.bytesToIpAddress(Arrays.copyOfRange(octets, MAPPED_PREFIX, V6));
      }
      return NetUtil.toAddressString(InetAddress.getByAddress(octets));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 octets", impossible);
    }
  }

  /// The IPv4 address inside an IPv6 address of the form ::ffff:1.2.3.4, else the address itself.
  @HostAccess.Export
  public int[] unmapped(int[] address) {
    return isMapped(address) ? Arrays.copyOfRange(address, MAPPED_PREFIX, V6) : address;
  }

  /// An address whose bits after the first `bits` are all 0, or all 1.
  @HostAccess.Export
  public int[] fill(int[] address, int bits, boolean ones) {
    var filled = address.clone();
    for (int i = 0; i < filled.length; i++) {
      int kept = Math.clamp(bits - i * 8L, 0, 8);
      int rest = 0xff >> kept;
      filled[i] = ones ? filled[i] | rest : filled[i] & ~rest;
    }
    return filled;
  }

  /// The address `count` after another, which there has to be.
  @HostAccess.Export
  public int[] plus(int[] address, int count) {
    var sum = new BigInteger(1, octets(address)).add(BigInteger.valueOf(count)).toByteArray();
    var result = new byte[address.length];
    int length = Math.min(sum.length, result.length);
    System.arraycopy(sum, sum.length - length, result, result.length - length, length);
    return numbers(result);
  }

  private static boolean isMapped(int[] address) {
    return address.length == V6
        && Arrays.stream(address, 0, MAPPED_PREFIX - 2).allMatch(octet -> octet == 0)
        && address[MAPPED_PREFIX - 2] == 0xff
        && address[MAPPED_PREFIX - 1] == 0xff;
  }

  private static byte[] octets(int[] numbers) {
    var octets = new byte[numbers.length];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) numbers[i];
    }
    return octets;
  }

  private static int[] numbers(byte[] octets) {
    var numbers = new int[octets.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = octets[i] & 0xff;
    }
    return numbers;
  }
}
