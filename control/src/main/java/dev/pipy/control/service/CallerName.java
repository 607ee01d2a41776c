package dev.pipy.control.service;

import io.grpc.Context;

/// Who makes the present call, as its connection tells.
public final class CallerName {

  /// Where whoever takes calls puts it.
  public static final Context.Key<String> KEY = Context.key("caller");

  private CallerName() {}

  /// The name; empty where no call is under way.
  static String now() {
    var name = KEY.get();
    return name == null ? "" : name;
  }
}
