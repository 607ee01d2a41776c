package dev.pipy.filter.route;

import dev.pipy.pipeline.Output;

/// What stands between the messages of a mux and the pipeline of one of its sessions, where these
/// speak a protocol that has a message for each. Confined to a worker.
public interface MuxCodec {

  /// Takes messages, one after another, and gives what they are on the wire to `pipeline`.
  Output encoding(Output pipeline);

  /// Takes what the pipeline emits, and gives messages to `session`.
  Output decoding(Output session);

  /// None: the pipeline takes and gives messages.
  MuxCodec NONE =
      new MuxCodec() {
        @Override
        public Output encoding(Output pipeline) {
          return pipeline;
        }

        @Override
        public Output decoding(Output session) {
          return session;
        }
      };
}
