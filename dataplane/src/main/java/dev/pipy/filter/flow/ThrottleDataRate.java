package dev.pipy.filter.flow;

import dev.pipy.filter.flow.Throttle.Unit;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.quota.QuotaRules;

/// Limits how many bytes pass in a time.
public final class ThrottleDataRate {

  private static final Param<Dynamic> QUOTA =
      ThrottleArguments.quota(
          "size",
          "a number of bytes per second such as 4096 or '256k'",
          "Bytes per second, as a number or a size, or an `algo.Quota` of bytes. A function is called"
              + " once per stream, at its first event.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "throttleDataRate", FilterSpec.Category.FLOW, "Limits how many bytes pass in a time.")
          .described(
              """
              The bytes of a second may pass at its beginning; then the streams that share the quota
              wait for the next second, in the order in which they came. Larger chunks are cut. The
              limit holds exactly over all workers. The quota of an account is that of the stream
              that came last.

              While events wait, all of the stream does; beyond 1 MiB it ends with BufferOverflow.
              """)
          .takes(QUOTA, ThrottleArguments.ACCOUNT)
          .options(ThrottleArguments.BLOCK_INPUT)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .throttleDataRate('256k', () => __inbound.remoteAddress)
                .connect('localhost:8081')
                .throttleDataRate('1m', () => __inbound.remoteAddress)
              """)
          .makes(args -> {
            var source = ThrottleArguments.source(args, QUOTA, QuotaRules::perSecond);
            boolean blocksInput = args.get(ThrottleArguments.BLOCK_INPUT);
            return () -> new Throttle(source, Unit.BYTE, blocksInput);
          });

  private ThrottleDataRate() {}
}
