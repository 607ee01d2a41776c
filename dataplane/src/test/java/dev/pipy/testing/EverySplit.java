package dev.pipy.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// The ways a network can cut bytes into pieces.
public final class EverySplit {

  private EverySplit() {}

  /// Hands `input` to `test` whole, cut in two at every place, and byte by byte.
  public static void of(byte[] input, Consumer<List<byte[]>> test) {
    test.accept(List.of(input));
    for (int cut = 1; cut < input.length; cut++) {
      test.accept(
          List.of(Arrays.copyOfRange(input, 0, cut), Arrays.copyOfRange(input, cut, input.length)));
    }
    var octets = new ArrayList<byte[]>();
    for (byte octet : input) {
      octets.add(new byte[] {octet});
    }
    test.accept(octets);
  }
}
