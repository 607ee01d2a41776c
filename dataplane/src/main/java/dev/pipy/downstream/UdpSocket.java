package dev.pipy.downstream;

import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.transport.DatagramBuffer;
import dev.pipy.transport.DatagramOutput;
import dev.pipy.transport.SocketOptions;
import dev.pipy.worker.Worker;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listening datagram socket of one worker and its peers, by address. Confined to the worker.
final class UdpSocket extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final UdpListener listener;
  private final Worker worker;
  private final DatagramChannel channel;
  private final DatagramOutput output;
  private final ListenerCounts counts;
  private final Map<InetSocketAddress, UdpInbound> peers = new HashMap<>();

  private UdpSocket(UdpListener listener, Worker worker, DatagramChannel channel) {
    this.listener = listener;
    this.worker = worker;
    this.channel = channel;
    this.counts = listener.counts(worker);
    this.output = new DatagramOutput(worker, channel, SocketOptions.DEFAULT.congestionLimit());
  }

  /// Puts the handler on a channel that is about to be bound.
  static final class Initializer extends ChannelInitializer<DatagramChannel> {

    private final UdpListener listener;
    private final Worker worker;

    Initializer(UdpListener listener, Worker worker) {
      this.listener = listener;
      this.worker = worker;
    }

    @Override
    protected void initChannel(DatagramChannel channel) {
      new DatagramBuffer().use(channel);
      channel.pipeline().addLast(new UdpSocket(listener, worker, channel));
    }
  }

  Worker worker() {
    return worker;
  }

  InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  DatagramOutput output() {
    return output;
  }

  /// Where what its peers do is counted.
  ListenerCounts counts() {
    return counts;
  }

  /// Counts a datagram that goes nowhere.
  void drop(String reason) {
    listener.drop(reason, counts);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var packet = (DatagramPacket) message;
    try {
      var peer = peers.get(packet.sender());
      if (peer == null) {
        var port = listener.admit(worker, counts);
        if (port == null) {
          return;
        }
        peer = new UdpInbound(this, packet.sender(), port);
        peers.put(packet.sender(), peer);
        peer.open();
      }
      peer.received(DatagramBuffer.copy(context.alloc(), packet.content()));
    } finally {
      packet.release();
    }
  }

  /// The next datagram from its address begins anew.
  void forget(UdpInbound peer) {
    peers.remove(peer.address(), peer);
  }

  /// The peer's pipeline is closed.
  void left() {
    listener.left(counts);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      output.resume();
    }
  }

  /// One datagram could not be sent, or a message of the network about one was read: nothing that
  /// concerns the others.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      drop("cannot send: " + cause.getMessage());
    } else {
      LOG.atError().setCause(cause).addKeyValue("socket", channel).log("internal error");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    output.resume();
    List.copyOf(peers.values()).forEach(UdpInbound::close);
  }
}
