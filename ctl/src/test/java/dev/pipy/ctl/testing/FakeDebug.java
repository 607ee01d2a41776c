package dev.pipy.ctl.testing;

import dev.pipy.control.v1.ConfigurationOption;
import dev.pipy.control.v1.DebugServiceGrpc.DebugServiceImplBase;
import dev.pipy.control.v1.GetConfigurationRequest;
import dev.pipy.control.v1.GetConfigurationResponse;
import dev.pipy.control.v1.GetThreadDumpRequest;
import dev.pipy.control.v1.GetThreadDumpResponse;
import io.grpc.stub.StreamObserver;

/// A process that was configured with a secret or two.
final class FakeDebug extends DebugServiceImplBase {

  @Override
  public void getConfiguration(
      GetConfigurationRequest request, StreamObserver<GetConfigurationResponse> answer) {
    answer.onNext(
        GetConfigurationResponse.newBuilder()
            .addOptions(
                ConfigurationOption.newBuilder()
                    .setName("codebase")
                    .setValue("http://carol:s3same@repo.example/proxy/")
                    .setSetBy("PIPY_CONFIG_FILE"))
            .addJavaArguments("-DtrustStorePassword=changeit")
            .build());
    answer.onCompleted();
  }

  @Override
  public void getThreadDump(
      GetThreadDumpRequest request, StreamObserver<GetThreadDumpResponse> answer) {
    answer.onNext(
        GetThreadDumpResponse.newBuilder()
            .setText("\"main\" #1 WAITING\n    at java.lang.Object.wait\n\n")
            .build());
    answer.onCompleted();
  }
}
