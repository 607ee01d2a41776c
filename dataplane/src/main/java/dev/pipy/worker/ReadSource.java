package dev.pipy.worker;

/// A socket that reads, as seen by a sink that cannot keep up. Pauses are counted: reading goes on
/// when every holder has resumed. Confined to one worker.
public interface ReadSource {

  /// Stops reading until [#resumeReading] was called as often as this.
  void pauseReading();

  /// Takes one pause back. Harmless after the socket was closed.
  void resumeReading();
}
