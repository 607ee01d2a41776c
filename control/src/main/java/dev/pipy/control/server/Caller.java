package dev.pipy.control.server;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Who makes a call, as far as its connection tells.
///
/// @param name the same for all connections of one client
/// @param isCertified whether it has shown a certificate that was checked
record Caller(String name, boolean isCertified) {

  static Caller of(Attributes connection) {
    var session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session != null) {
      try {
        if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
          return new Caller(certificate.getSubjectX500Principal().getName(), true);
        }
      } catch (SSLPeerUnverifiedException expected) {
        // it has none to show
      }
    }
    return new Caller(
        connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "this machine",
        false);
  }
}
