package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thrift and Protocol Buffers as the Python libraries of Apache and Google speak them.
class ThriftIT {

  private static final String SCRIPT =
      """
      pipy()
        .listen($THRIFT)
        .decodeThrift()
        .replaceMessage(({ payload }) => new Message(null, {
          ...payload,
          type: 'reply',
          fields: [{
            id: 0,
            type: 'BINARY',
            value: `${payload.name} ${payload.fields.map(f => f.type + ' ' + f.value).join(', ')}`,
          }],
        }))
        .encodeThrift()

        .listen($PROTOBUF)
        .serveHTTP(({ body }) => {
          const time = protobuf.decode(body)
          return new Message(protobuf.encode(
            new protobuf.Message()
              .setInt64(1, time.getInt64(1) + 1)
              .setInt32(2, time.getInt32(2) + 1)
          ))
        })
      """;

  private static final String THRIFT_CLIENT =
      """
      import sys
      from thrift.Thrift import TMessageType, TType
      from thrift.protocol import TBinaryProtocol, TCompactProtocol
      from thrift.transport import TSocket, TTransport

      for frame in (TTransport.TBufferedTransport, TTransport.TFramedTransport):
          for protocol in (TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol):
              transport = frame(TSocket.TSocket('127.0.0.1', int(sys.argv[1])))
              wire = protocol(transport)
              transport.open()
              for number in (7, -300):
                  wire.writeMessageBegin('add', TMessageType.CALL, 5)
                  wire.writeStructBegin('add_args')
                  wire.writeFieldBegin('n', TType.I32, 1)
                  wire.writeI32(number)
                  wire.writeFieldEnd()
                  wire.writeFieldBegin('text', TType.STRING, 2)
                  wire.writeString('x' * 3)
                  wire.writeFieldEnd()
                  wire.writeFieldStop()
                  wire.writeStructEnd()
                  wire.writeMessageEnd()
                  transport.flush()
                  name, kind, sequence = wire.readMessageBegin()
                  wire.readStructBegin()
                  _, type, id = wire.readFieldBegin()
                  print(name, kind == TMessageType.REPLY, sequence, id, wire.readString())
                  wire.readFieldEnd()
                  wire.readFieldBegin()
                  wire.readStructEnd()
                  wire.readMessageEnd()
              transport.close()
      """;

  private static final String PROTOBUF_CLIENT =
      """
      import sys, urllib.request
      from google.protobuf.timestamp_pb2 import Timestamp

      for seconds, nanos in ((0, 0), (-5, 7), (2 ** 40, 999)):
          body = Timestamp(seconds=seconds, nanos=nanos).SerializeToString()
          request = urllib.request.Request('http://127.0.0.1:' + sys.argv[1] + '/', data=body)
          answer = Timestamp()
          answer.ParseFromString(urllib.request.urlopen(request, timeout=20).read())
          print(answer.seconds, answer.nanos)
      """;

  @TempDir Path folder;
  private final int thrift = Ports.free();
  private final int protobuf = Ports.free();

  /// The system's, which has the modules that the system packages.
  private static final String PYTHON = "/usr/bin/python3";

  private String run(String module, String client, int port) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "needs " + PYTHON);
    assumeTrue(
        Command.of(PYTHON, "-c", "import " + module).run().exitCode() == 0,
        "needs " + module + " for python3, which is not installed");
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("codebase"),
            SCRIPT.replace("$THRIFT", "" + thrift).replace("$PROTOBUF", "" + protobuf));
    var file = Files.writeString(folder.resolve("client.py"), client);
    try (var _ =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(thrift, protobuf)) {
      var result = Command.of(PYTHON, file.toString(), "" + port).run();
      assertThat(result.exitCode()).as(result.err()).isZero();
      return result.out();
    }
  }

  @Test
  void thrift_of_apache_is_understood_and_understands() throws Exception {
    assertThat(run("thrift", THRIFT_CLIENT, thrift))
        .isEqualTo(
            "add True 5 0 add I32 7, BINARY xxx\nadd True 5 0 add I32 -300, BINARY xxx\n"
                .repeat(4));
  }

  @Test
  void protobuf_of_google_is_understood_and_understands() throws Exception {
    assertThat(run("google.protobuf", PROTOBUF_CLIENT, protobuf))
        .isEqualTo("1 1\n-4 8\n1099511627777 1000\n");
  }
}
