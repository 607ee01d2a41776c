package dev.pipy.control.server;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the process that listens on a Unix socket, from what Linux tells in `/proc`.
final class SocketHolder {

  private static final Path PROC = Path.of("/proc");
  private static final int FLAGS = 3;
  private static final int INODE = 6;
  private static final int PATH = 7;

  /// What tells a listening socket from its connections, which have the same path.
  private static final String LISTENS = "00010000";

  private SocketHolder() {}

  /// The number of the process; 0 if it cannot be known: on another system, or it is not ours to
  /// look into.
  static long of(Path socket) {
    try {
      var inode = inode(socket);
      return inode.isEmpty() ? 0 : processWith("socket:[" + inode + "]");
    } catch (IOException expected) {
      return 0;
    }
  }

  private static String inode(Path socket) throws IOException {
    try (var lines = Files.lines(PROC.resolve("net/unix"))) {
      return lines
          .map(line -> line.strip().split("\\s+", PATH + 1))
          .filter(words ->
              words.length > PATH
                  && words[FLAGS].equals(LISTENS)
                  && words[PATH].equals(socket.toString()))
          .map(words -> words[INODE])
          .findFirst()
          .orElse("");
    }
  }

  private static long processWith(String link) throws IOException {
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : processes) {
        if (holds(process, link)) {
          return Long.parseLong(String.valueOf(process.getFileName()));
        }
      }
    }
    return 0;
  }

  private static boolean holds(Path process, String link) {
    try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (var descriptor : descriptors) {
        if (isLinkTo(descriptor, link)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException expected) {
      return false; // it has ended, or belongs to somebody else
    }
    return false;
  }

  private static boolean isLinkTo(Path descriptor, String link) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(link);
    } catch (IOException expected) {
      return false; // closed meanwhile
    }
  }
}
