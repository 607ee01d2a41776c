package dev.pipy.control.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The steps that change the disk. A crash may come between any two; tests make it come.
interface Disk {

  /// The file system.
  Disk REAL = new FileSystemDisk();

  /// Makes a folder and those above it.
  void createFolder(Path folder) throws IOException;

  /// Writes a file and forces it to the disk.
  void write(Path file, byte[] content) throws IOException;

  /// Replaces the target in one step.
  void move(Path file, Path target) throws IOException;

  /// Forces a folder's entries to the disk.
  void forceFolder(Path folder) throws IOException;

  /// Deletes a file if it is there.
  void delete(Path file) throws IOException;

  /// Writes a file so that a reader, whenever the process dies, finds the old content or the new.
  default void replace(Path folder, String name, byte[] content) throws IOException {
    var temporary = folder.resolve(name + ".tmp");
    try {
      write(temporary, content);
      move(temporary, folder.resolve(name));
    } catch (IOException failure) {
      deleteAfter(failure, temporary); // a full disk needs the room
      throw failure;
    }
    forceFolder(folder);
  }

  private void deleteAfter(IOException failure, Path file) {
    try {
      delete(file);
    } catch (IOException again) {
      failure.addSuppressed(again);
    }
  }

  /// The file system.
  final class FileSystemDisk implements Disk {

    private FileSystemDisk() {}

    @Override
    public void createFolder(Path folder) throws IOException {
      if (Files.isDirectory(folder)) {
        return;
      }
      var parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        createFolder(parent);
      }
      Files.createDirectory(folder);
      if (parent != null) {
        forceFolder(parent);
      }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      try (var channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        var rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
    }

    @Override
    public void move(Path file, Path target) throws IOException {
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }
  }
}
