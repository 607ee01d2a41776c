package dev.pipy.filter.tls;

import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Linker;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.tls.CertificateChain;
import dev.pipy.tls.Identity;
import dev.pipy.tls.PeerCheck;
import dev.pipy.tls.TlsContext;
import dev.pipy.tls.TlsContexts;
import dev.pipy.tls.TlsInputException;
import dev.pipy.tls.TlsKey;
import dev.pipy.tls.TlsSettings;
import dev.pipy.tls.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options that both sides of TLS have, and how scripts write them.
final class TlsOptions {

  private static final int LONGEST_PROTOCOL = 255;

  /// Where a certificate comes from.
  sealed interface CertificateSource {

    /// Always the same.
    record Fixed(Identity identity) implements CertificateSource {}

    /// Asked for at each handshake.
    record Asked(Callback function) implements CertificateSource {}
  }

  /// An object `{cert, key}`, or a function.
  static final ParamType<CertificateSource> CERTIFICATE_TYPE =
      new ParamType<>(
          "object | function",
          "an object {cert: crypto.Certificate or crypto.CertificateChain, key: crypto.PrivateKey}"
              + " or a function",
          "",
          value -> {
            if (value instanceof Callback function) {
              return new CertificateSource.Asked(function);
            }
            var identity = identity(value);
            return identity == null ? null : new CertificateSource.Fixed(identity);
          });

  /// Names of ALPN.
  static final ParamType<List<String>> PROTOCOLS_TYPE =
      new ParamType<>(
          "string | array",
          "a protocol name such as 'h2' or an array of those",
          "",
          TlsOptions::protocols);

  private static final ParamType<TlsVersion> VERSION_TYPE =
      new ParamType<>(
          "string",
          "'TLS1', 'TLS1.1', 'TLS1.2' or 'TLS1.3'",
          "",
          value -> value instanceof String name ? TlsVersion.of(name) : null);

  static final Param<CertificateChain> TRUSTED =
      Param.optional(
          "trusted",
          new ParamType<>("array", "an array of crypto.Certificate", "", TlsOptions::certificates),
          "Certificates of those who may issue the peer's certificate.");
  static final Param<TlsVersion> MIN_VERSION =
      Param.withDefault(
          "minVersion", VERSION_TYPE, TlsVersion.TLS1_2, "'TLS1.2'", "Lowest version of TLS.");
  static final Param<TlsVersion> MAX_VERSION =
      Param.withDefault(
          "maxVersion", VERSION_TYPE, TlsVersion.TLS1_3, "'TLS1.3'", "Highest version of TLS.");
  static final Param<String> CIPHERS =
      Param.optional(
          "ciphers",
          ParamType.STRING,
          "Cipher suites for TLS 1.2 and below, preferred first, with colons between; the engine's"
              + " choice if it is left out.");
  static final Param<Callback> HANDSHAKE =
      Param.optional(
          "handshake",
          ParamType.callback("(session: { alpn?: string }) => any"),
          "Called once the handshake is done, with an object whose `alpn` is the protocol that was"
              + " settled, or undefined.");

  static final Param<Callback> ON_VERIFY =
      Param.optional(
          "onVerify",
          ParamType.callback("(isTrusted: boolean, certificate: any) => any"),
          "The same as `verify` with a function.");
  static final Param<Callback> ON_STATE =
      Param.optional(
          "onState",
          ParamType.callback("(session: any) => any"),
          "Called when the handshake begins, when it is done and when the connection ends, with an"
              + " object: `state` is 'handshake', 'connected' or 'closed', `error` says what went"
              + " wrong if anything did, `protocol` is what ALPN settled, `hostname` the server's"
              + " name, `peer` the peer's certificate.");
  static final Param<String> DHPARAM =
      Param.optional(
          "dhparam",
          new ParamType<>(
              "string",
              "'auto': groups for key exchange come with the engine, and of those with finite"
                  + " fields only the ones of RFC 7919",
              "",
              value -> "auto".equals(value) ? "auto" : null),
          "Only `'auto'`, which changes nothing: no engine takes parameters of one's own.");

  /// What `verify` and `onVerify` mean to a function in either.
  static final String VERIFY_FUNCTION =
      "a function is called with `(ok, cert)` for each certificate of the peer, its own last: `ok`"
          + " tells whether it passed all checks, and what the function returns, true or false,"
          + " decides.";

  private TlsOptions() {}

  /// What asks the script's function about the peer; null if there is none.
  ///
  /// @param verify the function in `verify`, if there is one there
  static TlsBridge.@Nullable Verifier verifier(
      Args args, @Nullable Callback verify, TlsSettings.Side side) {
    var function = verify == null ? args.find(ON_VERIFY) : verify;
    if (function == null) {
      return null;
    }
    var trusted = args.find(TRUSTED);
    try {
      return new TlsBridge.Verifier(
          PeerCheck.of(trusted == null ? CertificateChain.of(List.of()) : trusted, side), function);
    } catch (TlsInputException mistake) {
      throw new ArgumentException("options." + mistake.getMessage());
    }
  }

  /// Who a script's object stands for; null if it has not the right form.
  static @Nullable Identity identity(@Nullable Object value) {
    if (value instanceof ScriptObject object) {
      var properties = object.properties();
      if (properties.get("cert") instanceof CertificateChain chain
          && !chain.isEmpty()
          && properties.get("key") instanceof TlsKey key) {
        return new Identity(chain, key);
      }
    }
    return null;
  }

  /// What the options say, without a certificate and without protocols.
  static TlsSettings settings(
      Args args, TlsSettings.Side side, TlsSettings.Verification verification) {
    var min = args.get(MIN_VERSION);
    var max = args.get(MAX_VERSION);
    if (min.compareTo(max) > 0) {
      throw new ArgumentException(
          "options.minVersion: " + min + " (expected: not above maxVersion, " + max + ")");
    }
    var trusted = args.find(TRUSTED);
    if (trusted != null) {
      for (var concern : Validity.ofTrusted(trusted, Instant.now())) {
        args.linker().concern(concern.kind(), concern.message());
      }
    }
    var ciphers = args.find(CIPHERS);
    return new TlsSettings(
        side,
        null,
        trusted == null ? CertificateChain.of(List.of()) : trusted,
        verification,
        List.of(),
        min,
        max,
        ciphers == null ? List.of() : List.of(ciphers.split("[:, ]+")));
  }

  /// The context of a configuration that does not change; a mistake in it is the script's.
  static TlsContext context(Args args, TlsContexts contexts, TlsSettings settings) {
    try {
      return contexts.getBlocking(settings);
    } catch (TlsInputException mistake) {
      throw complaint(args, mistake);
    }
  }

  /// Checks what a certificate that does not change can be checked for before it is needed.
  static Identity checked(Args args, Identity identity, boolean isContextBuilt) {
    for (var concern : Validity.ofOwn(identity.chain(), Instant.now())) {
      args.linker().concern(concern.kind(), concern.message());
    }
    if (!isContextBuilt) {
      try {
        identity.check(); // building the context would
      } catch (TlsInputException mistake) {
        throw complaint(args, mistake);
      }
    }
    return identity;
  }

  private static ArgumentException complaint(Args args, TlsInputException mistake) {
    var message = String.valueOf(mistake.getMessage());
    if (mistake.isKeyMismatch()) {
      args.linker().concern(Linker.Concern.KEY_MISMATCH, message);
    }
    return new ArgumentException("options: " + message);
  }

  private static @Nullable CertificateChain certificates(Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    var chains = new ArrayList<CertificateChain>();
    for (var member : list) {
      if (!(member instanceof CertificateChain chain)) {
        return null;
      }
      chains.add(chain);
    }
    return CertificateChain.of(chains);
  }

  private static @Nullable List<String> protocols(Object value) {
    return switch (value) {
      case String name when isProtocol(name) -> List.of(name);
      case List<?> names when names.stream().allMatch(TlsOptions::isProtocol) ->
          names.stream().map(String.class::cast).toList();
      default -> null;
    };
  }

  private static boolean isProtocol(@Nullable Object value) {
    return value instanceof String name
        && !name.isEmpty()
        && name.length() <= LONGEST_PROTOCOL
        && StandardCharsets.US_ASCII.newEncoder().canEncode(name);
  }
}
