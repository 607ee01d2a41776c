package dev.pipy.codec.resp;

/// RESP2 has two nulls: that of bulk strings is null, the other one is here; in scripts both are
/// null.
public enum RespNull {
  /// The null array, `*-1`, such as the answer of `BLPOP` when its time is over.
  ARRAY
}
