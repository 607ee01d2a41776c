package dev.pipy.codec.http1;

import dev.pipy.codec.http.HeadBlock;
import dev.pipy.codec.http.HttpError;
import org.jspecify.annotations.Nullable;

/// What requests and responses do differently. Holds one head at a time.
///
/// @param <H> kind of head
interface HeadReader<H> {

  /// Whether a message can start with `octet`.
  boolean canStartWith(byte octet);

  /// Empty lines to skip before a message.
  int emptyLinesAllowed();

  /// Reads the start line, which fills `octets` from 0 to before `end`; says what is wrong with it.
  @Nullable HttpError startLine(byte[] octets, int end);

  /// Judges the whole head; says what is wrong with it. If nothing, the following hold.
  @Nullable HttpError check(HeadBlock block);

  /// How the body is framed.
  Framing framing(HeadBlock block);

  /// Whether what follows the message is no longer HTTP/1.
  boolean opensTunnel();

  /// The head. Takes over `block`.
  H head(HeadBlock block);

  /// How to call an error of the syntax that both kinds share.
  HttpError blame(HttpError error);
}
