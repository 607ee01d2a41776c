package dev.pipy.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Keeps a socket registered with epoll while nothing is waited for.
///
/// Netty takes such a socket out of epoll and believes it is still there: the next time that it
/// wants to read or write, epoll does not know it (ENOENT), and the channel ends with what was not
/// sent yet. That meets a peer which has ended its output and then takes ours slowly, or whose last
/// bytes we do not read yet. So instead of nothing, edges are waited for: of those only an error or
/// the end of both directions is told, once.
///
/// The channel keeps its registration to itself, so that is looked up by name. Should a later
/// version of Netty call it otherwise, nothing is changed here, and tests of such peers say whether
/// that is still needed.
final class EpollRegistration implements IoRegistration {

  private static final @Nullable VarHandle REGISTRATION = registration();

  private final IoRegistration registration;

  private EpollRegistration(IoRegistration registration) {
    this.registration = registration;
  }

  private static @Nullable VarHandle registration() {
    try {
      var type = EpollSocketChannel.class.getSuperclass().getSuperclass();
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVarHandle(type, "registration", IoRegistration.class);
    } catch (ReflectiveOperationException otherVersion) {
      return null;
    }
  }

  /// Keeps a registered channel in epoll, if that is what it is registered with.
  static void keep(Channel channel) {
    if (REGISTRATION != null
        && channel instanceof EpollSocketChannel
        && REGISTRATION.get(channel) instanceof IoRegistration registered) {
      REGISTRATION.set(channel, new EpollRegistration(registered));
    }
  }

  @Override
  public long submit(IoOps ops) {
    return registration.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : ops);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // so it is declared
  public <T> T attachment() {
    return registration.attachment();
  }

  @Override
  public boolean isValid() {
    return registration.isValid();
  }

  @Override
  public boolean cancel() {
    return registration.cancel();
  }
}
