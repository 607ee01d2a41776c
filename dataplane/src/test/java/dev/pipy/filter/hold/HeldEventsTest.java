package dev.pipy.filter.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldEventsTest {

  /// Its value holds memory although it is no Data.
  @Test
  void a_payload_counts_what_it_had_on_the_wire() {
    var plain = HeldEvents.cost(Event.MessageEnd.PLAIN);
    var value = new Event.MessageEnd(null, new Payload(List.of(1), 1000));
    assertThat(HeldEvents.cost(value)).isEqualTo(plain + 1000);

    var held = new HeldEvents(1000);
    held.add(value);
    assertThat(held.isFull()).isTrue();
  }
}
