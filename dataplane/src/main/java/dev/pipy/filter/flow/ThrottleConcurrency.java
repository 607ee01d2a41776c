package dev.pipy.filter.flow;

import dev.pipy.filter.flow.Throttle.Unit;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.quota.QuotaRules;

/// Limits how many streams go on at once.
public final class ThrottleConcurrency {

  private static final Param<Dynamic> QUOTA =
      ThrottleArguments.quota(
          "number",
          "a number of streams",
          "Streams at once, or an `algo.Quota` from which each takes 1 and into which it puts it back."
              + " A function is called once per stream, at its first event.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "throttleConcurrency",
              FilterSpec.Category.FLOW,
              "Limits how many streams go on at once.")
          .described(
              """
              A stream takes its unit at its first event and gives it back when it is closed. If none
              is left it waits in line, with what it gets held back: its source is paused, and beyond
              1 MiB it ends with BufferOverflow. The limit holds exactly over all workers.
              """)
          .takes(QUOTA, ThrottleArguments.ACCOUNT)
          .options(ThrottleArguments.BLOCK_INPUT)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .throttleConcurrency(100)
                .muxHTTP('connection', '')

              .pipeline('connection')
                .connect('localhost:8081')
              """)
          .makes(args -> {
            var source = ThrottleArguments.source(args, QUOTA, QuotaRules::fixed);
            boolean blocksInput = args.get(ThrottleArguments.BLOCK_INPUT);
            return () -> new Throttle(source, Unit.STREAM, blocksInput);
          });

  private ThrottleConcurrency() {}
}
