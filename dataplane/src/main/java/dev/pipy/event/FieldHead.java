package dev.pipy.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A head that is nothing but named values, for protocols whose heads need no more. Once a script
/// has looked at it, the script's view is the truth: readers go through [#of]. Values are neutral:
/// null, Boolean, String, numbers, [Bytes], and lists and maps of those. Confined to a worker.
public final class FieldHead implements Head {

  private final Map<String, @Nullable Object> fields;
  private final boolean isInserted;
  private @Nullable View view;

  /// A head that a script made or touched: asked for its contents when they are needed.
  public interface View extends Head {

    /// Its properties, as neutral values.
    Map<String, @Nullable Object> asFields();
  }

  /// A head with a copy of these fields, in their order.
  public FieldHead(Map<String, @Nullable Object> fields) {
    this(fields, false);
  }

  private FieldHead(Map<String, @Nullable Object> fields, boolean isInserted) {
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    this.isInserted = isInserted;
  }

  /// The head of a message inside of another one (see [#isInserted]).
  public static FieldHead inserted(Map<String, @Nullable Object> fields) {
    return new FieldHead(fields, true);
  }

  @Override
  public boolean isInserted() {
    return isInserted;
  }

  /// What `head` says by name: its own fields, or what a script made of it; nothing if it is absent
  /// or of another kind.
  public static Map<String, @Nullable Object> of(@Nullable Head head) {
    return switch (head) {
      case View view -> view.asFields();
      case FieldHead own -> own.view == null ? own.fields : own.view.asFields();
      case null, default -> Map.of();
    };
  }

  /// What it said when it was made.
  public Map<String, @Nullable Object> fields() {
    return fields;
  }

  /// What a script made of this head, if one looked at it.
  public @Nullable View view() {
    return view;
  }

  /// From now on `view` says what the head is.
  public void attachView(View view) {
    this.view = view;
  }

  /// Such as `{opcode=1}`.
  @Override
  public String toString() {
    return of(this).toString();
  }
}
