package dev.pipy.filter;

import dev.pipy.filter.compression.Compress;
import dev.pipy.filter.compression.CompressHttp;
import dev.pipy.filter.compression.CompressMessage;
import dev.pipy.filter.compression.Decompress;
import dev.pipy.filter.compression.DecompressHttp;
import dev.pipy.filter.compression.DecompressMessage;
import dev.pipy.filter.connect.Connect;
import dev.pipy.filter.dubbo.DecodeDubbo;
import dev.pipy.filter.dubbo.EncodeDubbo;
import dev.pipy.filter.fastcgi.DemuxFastCgi;
import dev.pipy.filter.fastcgi.MuxFastCgi;
import dev.pipy.filter.file.DepositMessage;
import dev.pipy.filter.file.Read;
import dev.pipy.filter.file.Tee;
import dev.pipy.filter.flow.Deframe;
import dev.pipy.filter.flow.DetectProtocol;
import dev.pipy.filter.flow.Dummy;
import dev.pipy.filter.flow.Insert;
import dev.pipy.filter.flow.Loop;
import dev.pipy.filter.flow.Pack;
import dev.pipy.filter.flow.Produce;
import dev.pipy.filter.flow.Replay;
import dev.pipy.filter.flow.Split;
import dev.pipy.filter.flow.ThrottleConcurrency;
import dev.pipy.filter.flow.ThrottleDataRate;
import dev.pipy.filter.flow.ThrottleMessageRate;
import dev.pipy.filter.flow.Wait;
import dev.pipy.filter.http.AcceptHttpTunnel;
import dev.pipy.filter.http.ConnectHttpTunnel;
import dev.pipy.filter.http.DecodeHttpRequest;
import dev.pipy.filter.http.DecodeHttpResponse;
import dev.pipy.filter.http.DemuxHttp;
import dev.pipy.filter.http.EncodeHttpRequest;
import dev.pipy.filter.http.EncodeHttpResponse;
import dev.pipy.filter.http.MuxHttp;
import dev.pipy.filter.http.ServeHttp;
import dev.pipy.filter.message.Handle;
import dev.pipy.filter.message.HandleData;
import dev.pipy.filter.message.HandleMessage;
import dev.pipy.filter.message.HandleMessageBody;
import dev.pipy.filter.message.HandleMessageEnd;
import dev.pipy.filter.message.HandleMessageStart;
import dev.pipy.filter.message.HandleStreamEnd;
import dev.pipy.filter.message.HandleStreamStart;
import dev.pipy.filter.message.Replace;
import dev.pipy.filter.message.ReplaceData;
import dev.pipy.filter.message.ReplaceMessage;
import dev.pipy.filter.message.ReplaceMessageBody;
import dev.pipy.filter.message.ReplaceMessageEnd;
import dev.pipy.filter.message.ReplaceMessageStart;
import dev.pipy.filter.message.ReplaceStreamEnd;
import dev.pipy.filter.message.ReplaceStreamStart;
import dev.pipy.filter.mqtt.DecodeMqtt;
import dev.pipy.filter.mqtt.EncodeMqtt;
import dev.pipy.filter.multipart.DecodeMultipart;
import dev.pipy.filter.observe.Dump;
import dev.pipy.filter.observe.Print;
import dev.pipy.filter.process.Exec;
import dev.pipy.filter.proxyprotocol.AcceptProxyProtocol;
import dev.pipy.filter.proxyprotocol.ConnectProxyProtocol;
import dev.pipy.filter.resp.DecodeResp;
import dev.pipy.filter.resp.EncodeResp;
import dev.pipy.filter.route.Branch;
import dev.pipy.filter.route.BranchMessage;
import dev.pipy.filter.route.BranchMessageStart;
import dev.pipy.filter.route.Chain;
import dev.pipy.filter.route.Demux;
import dev.pipy.filter.route.DemuxQueue;
import dev.pipy.filter.route.Fork;
import dev.pipy.filter.route.ForkJoin;
import dev.pipy.filter.route.ForkRace;
import dev.pipy.filter.route.Link;
import dev.pipy.filter.route.LinkAsync;
import dev.pipy.filter.route.Merge;
import dev.pipy.filter.route.Mux;
import dev.pipy.filter.route.MuxQueue;
import dev.pipy.filter.route.Swap;
import dev.pipy.filter.route.Use;
import dev.pipy.filter.socks.AcceptSocks;
import dev.pipy.filter.socks.ConnectSocks;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Spelling;
import dev.pipy.filter.thrift.DecodeThrift;
import dev.pipy.filter.thrift.EncodeThrift;
import dev.pipy.filter.tls.AcceptTls;
import dev.pipy.filter.tls.ConnectTls;
import dev.pipy.filter.tls.HandleTlsClientHello;
import dev.pipy.filter.websocket.DecodeWebSocket;
import dev.pipy.filter.websocket.EncodeWebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All filters, in the order in which they are listed. A new one is a line here.
public final class FilterCatalog {

  /// Every filter that a script can use.
  public static final List<FilterSpec> ALL =
      List.of(
          // whole HTTP messages and connections
          DemuxHttp.SPEC,
          MuxHttp.SPEC,
          ServeHttp.SPEC,
          AcceptHttpTunnel.SPEC,
          ConnectHttpTunnel.SPEC,
          DecodeHttpRequest.SPEC,
          EncodeHttpRequest.SPEC,
          DecodeHttpResponse.SPEC,
          EncodeHttpResponse.SPEC,
          DecompressHttp.SPEC,
          CompressHttp.SPEC,
          DecodeMultipart.SPEC,
          DecodeWebSocket.SPEC,
          EncodeWebSocket.SPEC,
          DemuxFastCgi.SPEC,
          MuxFastCgi.SPEC,
          // connections
          Connect.SPEC,
          AcceptTls.SPEC,
          ConnectTls.SPEC,
          HandleTlsClientHello.SPEC,
          AcceptSocks.SPEC,
          ConnectSocks.SPEC,
          AcceptProxyProtocol.SPEC,
          ConnectProxyProtocol.SPEC,
          DetectProtocol.SPEC,
          DecodeResp.SPEC,
          EncodeResp.SPEC,
          DecodeMqtt.SPEC,
          EncodeMqtt.SPEC,
          Exec.SPEC,
          Read.SPEC,
          Tee.SPEC,
          DepositMessage.SPEC,
          // other protocols
          DecodeDubbo.SPEC,
          EncodeDubbo.SPEC,
          DecodeThrift.SPEC,
          EncodeThrift.SPEC,
          // where events go
          Link.SPEC,
          LinkAsync.SPEC,
          Branch.SPEC,
          BranchMessageStart.SPEC,
          BranchMessage.SPEC,
          Replay.SPEC,
          Loop.SPEC,
          Use.SPEC,
          Chain.SPEC,
          Fork.SPEC,
          ForkJoin.SPEC,
          ForkRace.SPEC,
          Swap.SPEC,
          Merge.SPEC,
          Demux.SPEC,
          DemuxQueue.SPEC,
          Mux.SPEC,
          MuxQueue.SPEC,
          Wait.SPEC,
          ThrottleDataRate.SPEC,
          ThrottleMessageRate.SPEC,
          ThrottleConcurrency.SPEC,
          Dummy.SPEC,
          // looking at events
          HandleStreamStart.SPEC,
          HandleMessageStart.SPEC,
          HandleData.SPEC,
          HandleMessageEnd.SPEC,
          HandleStreamEnd.SPEC,
          HandleMessage.SPEC,
          HandleMessageBody.SPEC,
          Handle.SPEC,
          // changing them
          ReplaceStreamStart.SPEC,
          ReplaceMessageStart.SPEC,
          ReplaceData.SPEC,
          ReplaceMessageEnd.SPEC,
          ReplaceStreamEnd.SPEC,
          ReplaceMessage.SPEC,
          ReplaceMessageBody.SPEC,
          Replace.SPEC,
          Insert.SPEC,
          Produce.SPEC,
          Pack.SPEC,
          Split.SPEC,
          Deframe.SPEC,
          Decompress.SPEC,
          Compress.SPEC,
          DecompressMessage.SPEC,
          CompressMessage.SPEC,
          // for whoever writes a script
          Print.SPEC,
          Dump.SPEC);

  private static final Map<String, FilterSpec> BY_NAME = byName();
  private static final int MOST_SIMILAR = 3;

  private FilterCatalog() {}

  /// The filter of that name; null if there is none.
  public static @Nullable FilterSpec find(String name) {
    return BY_NAME.get(name);
  }

  /// Names of filters and builder methods that `name` may have been meant for, likeliest first; at
  /// most three.
  public static List<String> similar(String name) {
    var names =
        Stream.concat(
                ALL.stream().map(FilterSpec::name),
                BuilderMethod.ALL.stream().map(BuilderMethod::name))
            .toList();
    return Spelling.closest(name, names).stream().limit(MOST_SIMILAR).toList();
  }

  private static Map<String, FilterSpec> byName() {
    var specs = new HashMap<String, FilterSpec>();
    for (var spec : ALL) {
      if (specs.put(spec.name(), spec) != null) {
        throw new IllegalStateException("declared twice: " + spec.name());
      }
    }
    return Map.copyOf(specs);
  }
}
