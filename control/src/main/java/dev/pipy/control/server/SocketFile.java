package dev.pipy.control.server;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of a Unix socket: who holds it, and who calls through it.
final class SocketFile {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final int KIND = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private @Nullable UserPrincipal owner; // of the socket, so of this process
  private @Nullable UserPrincipal root;

  SocketFile(Path path) {
    this.path = path;
  }

  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(path);
  }

  /// Makes room for a socket: takes away what a dead process left. Throws AddressInUseException if
  /// a living one listens there.
  void clear() throws IOException {
    var parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket()) {
      throw new AddressInUseException("unix:" + path, "a file that is not a socket is there");
    }
    if (isAlive()) {
      long holder = SocketHolder.of(path);
      throw new AddressInUseException(
          "unix:" + path,
          "in use by " + (holder == 0 ? "another process" : "the process " + holder));
    }
    Files.delete(path);
    LOG.info("The socket {} of a process that is gone was taken away", path);
  }

  private boolean isSocket() throws IOException {
    return Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer mode
        && (mode & KIND) == SOCKET;
  }

  private boolean isAlive() {
    try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(address());
    } catch (IOException expected) {
      return false; // nobody accepts
    }
  }

  /// Keeps the new socket to its user. Whoever came before that is asked who they are, too.
  void bound() throws IOException {
    findTrusted();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private synchronized void findTrusted() throws IOException {
    if (owner == null) {
      owner = Files.getOwner(path);
      root = Files.getOwner(Path.of("/"));
    }
  }

  /// Whether a connection comes from root or from the user of this process; as the system says.
  boolean mayEnter(Channel connection) {
    UnixDomainPrincipal peer =
        connection.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    try {
      findTrusted();
    } catch (IOException failure) {
      LOG.warn("The user of unix:{} cannot be found out: {}", path, failure.getMessage());
    }
    if (peer != null && isTrusted(peer.user())) {
      return true;
    }
    LOG.warn(
        "A connection to unix:{} was refused: it comes from the user {}",
        path,
        peer == null ? "?" : peer.user().getName());
    return false;
  }

  private synchronized boolean isTrusted(UserPrincipal user) {
    return user.equals(owner) || user.equals(root);
  }
}
