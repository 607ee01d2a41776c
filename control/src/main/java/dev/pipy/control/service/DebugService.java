package dev.pipy.control.service;

import dev.pipy.control.v1.ConfigurationOption;
import dev.pipy.control.v1.DebugServiceGrpc.DebugServiceImplBase;
import dev.pipy.control.v1.GetConfigurationRequest;
import dev.pipy.control.v1.GetConfigurationResponse;
import dev.pipy.control.v1.GetThreadDumpRequest;
import dev.pipy.control.v1.GetThreadDumpResponse;
import io.grpc.stub.StreamObserver;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;

/// What somebody needs who looks for a fault.
public final class DebugService extends DebugServiceImplBase {

  private static final Pattern SECRET =
      Pattern.compile("(?i)^(-[^=]*(?:password|passwd|secret|token|credential|key)[^=]*=).*");

  private volatile List<EffectiveOption> options;

  /// A service for one process.
  public DebugService(List<EffectiveOption> options) {
    this.options = List.copyOf(options);
  }

  /// From now on options are set to something else.
  public void use(List<EffectiveOption> options) {
    this.options = List.copyOf(options);
  }

  @Override
  public void getConfiguration(
      GetConfigurationRequest request, StreamObserver<GetConfigurationResponse> observer) {
    Answers.answer(
        observer,
        () ->
            GetConfigurationResponse.newBuilder()
                .addAllOptions(options.stream().map(DebugService::message).toList())
                .addAllJavaArguments(
                    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .map(DebugService::withoutSecret)
                        .toList())
                .build());
  }

  private static ConfigurationOption message(EffectiveOption option) {
    return ConfigurationOption.newBuilder()
        .setName(option.name())
        .setValue(option.value())
        .setSetBy(option.setBy())
        .build();
  }

  static String withoutSecret(String argument) {
    return SECRET.matcher(argument).replaceFirst("$1(hidden)");
  }

  @Override
  public void getThreadDump(
      GetThreadDumpRequest request, StreamObserver<GetThreadDumpResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          var dump = ThreadDump.now();
          return GetThreadDumpResponse.newBuilder()
              .setText(dump.text())
              .setTruncated(dump.isTruncated())
              .build();
        });
  }
}
