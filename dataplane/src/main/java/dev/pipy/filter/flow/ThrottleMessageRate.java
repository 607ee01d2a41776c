package dev.pipy.filter.flow;

import dev.pipy.filter.flow.Throttle.Unit;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.quota.QuotaRules;

/// Limits how many messages begin in a time.
public final class ThrottleMessageRate {

  private static final Param<Dynamic> QUOTA =
      ThrottleArguments.quota(
          "number",
          "a number of messages per second",
          "Messages per second, also a fraction such as 0.2, or an `algo.Quota` of messages. A"
              + " function is called once per stream, at its first event.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "throttleMessageRate",
              FilterSpec.Category.FLOW,
              "Limits how many messages begin in a time.")
          .described(
              """
              The messages of a second may pass at its beginning; then the streams that share the
              quota wait for the next second, in the order in which they came. With 0.2, one passes
              every five seconds. The limit holds exactly over all workers. The quota of an account
              is that of the stream that came last.

              While events wait, all of the stream does; beyond 1 MiB it ends with BufferOverflow.
              """)
          .takes(QUOTA, ThrottleArguments.ACCOUNT)
          .options(ThrottleArguments.BLOCK_INPUT)
          .events("any", "the same")
          .example(
              """
              pipy({ _quota: new algo.Quota(100, { per: '1m' }) })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .throttleMessageRate(() => _quota)
                .throttleMessageRate(10, () => __inbound.remoteAddress)
                .replaceMessage(new Message('hello\\n'))
              """)
          .makes(args -> {
            var source = ThrottleArguments.source(args, QUOTA, QuotaRules::perSecond);
            boolean blocksInput = args.get(ThrottleArguments.BLOCK_INPUT);
            return () -> new Throttle(source, Unit.MESSAGE, blocksInput);
          });

  private ThrottleMessageRate() {}
}
