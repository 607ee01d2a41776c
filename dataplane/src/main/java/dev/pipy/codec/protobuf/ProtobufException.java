package dev.pipy.codec.protobuf;

/// Bytes that break the encoding. Carries no stack: peers send such bytes.
public final class ProtobufException extends Exception {

  private static final long serialVersionUID = 1;

  ProtobufException(String message) {
    super(message, null, false, false);
  }
}
