package dev.pipy.event;

import org.jspecify.annotations.Nullable;

/// The value that a message is, for protocols whose messages are values rather than bytes: what a
/// decoder made of them, and an encoder reads. It stays what the decoder made until a script looks
/// at it; from then on the script's view is the truth, so that changes show in all later filters.
///
/// Values are neutral: null, Boolean, String, numbers, [Bytes], what a codec has of its own, and
/// lists and maps of those. Confined to a worker.
public final class Payload {

  private final @Nullable Object value;
  private final long size;
  private @Nullable View view;

  /// What a script made, or made of a payload: asked for its value when it is needed.
  public interface View {

    /// Its value now, as a neutral one that shares nothing with the script.
    @Nullable Object asValue();
  }

  /// What a decoder made, which nobody changes any more.
  ///
  /// @param size bytes that it had on the wire and that are in no body
  public Payload(@Nullable Object value, long size) {
    this.value = value;
    this.size = size;
  }

  /// What a script made.
  public static Payload of(View view) {
    var payload = new Payload(null, 0);
    payload.view = view;
    return payload;
  }

  /// What it counts where events wait, in bytes: its size on the wire; 0 if a script made it.
  public long size() {
    return size;
  }

  /// What it says now.
  public @Nullable Object value() {
    return view == null ? value : view.asValue();
  }

  /// What a script made of it, if one looked at it.
  public @Nullable View view() {
    return view;
  }

  /// From now on `view` says what the payload is.
  public void attachView(View view) {
    this.view = view;
  }

  /// Such as `[1, OK]`.
  @Override
  public String toString() {
    return String.valueOf(value());
  }
}
