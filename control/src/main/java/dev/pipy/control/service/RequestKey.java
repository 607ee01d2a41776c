package dev.pipy.control.service;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.pipy.control.store.Digest;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoredAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells a repeated request from a new one.
///
/// @param id empty when the caller does not repeat
/// @param fingerprint of everything else in the request
record RequestKey(String id, String fingerprint) {

  /// The key of a request.
  ///
  /// @param request without its id
  static RequestKey of(String id, Message request) {
    var name = request.getDescriptorForType().getFullName();
    return new RequestKey(
        id.toLowerCase(Locale.ROOT), name + ":" + Digest.sha256(canonical(request)));
  }

  /// Clients may send the same labels in any order.
  private static byte[] canonical(Message request) {
    var bytes = new byte[request.getSerializedSize()];
    var output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      request.writeTo(output);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // the array has the right size
    }
    return bytes;
  }

  /// The answer given before; null if there is none.
  <T> @Nullable T earlierAnswer(RevisionStore store, Parser<T> parser) {
    var stored = id.isEmpty() ? null : store.answer(id).orElse(null);
    if (stored == null) {
      return null;
    }
    if (!stored.fingerprint().equals(fingerprint)) {
      throw ControlErrors.requestIdReused(id);
    }
    try {
      return parser.parseFrom(Base64.getDecoder().decode(stored.content()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException expected) {
      return null; // of an older layout: as good as forgotten
    }
  }

  /// The answer as the store keeps it; null if the caller does not repeat.
  @Nullable StoredAnswer stored(Message answer, Instant time) {
    return id.isEmpty()
        ? null
        : new StoredAnswer(
            id, fingerprint, time, Base64.getEncoder().encodeToString(answer.toByteArray()));
  }
}
