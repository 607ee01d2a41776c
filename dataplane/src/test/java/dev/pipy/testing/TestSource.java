package dev.pipy.testing;

import dev.pipy.worker.ReadSource;

/// A socket that only counts its pauses.
public final class TestSource implements ReadSource {

  private int pauses;

  @Override
  public void pauseReading() {
    pauses++;
  }

  @Override
  public void resumeReading() {
    pauses--;
  }

  /// Pauses that were not taken back.
  public int pauses() {
    return pauses;
  }
}
