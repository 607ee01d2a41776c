package dev.pipy.control.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Contents that are sent before the revision that has them. They wait for it for a bounded time,
/// and are bounded in number and size. Any thread.
public interface BlobStaging {

  /// A content that is not here.
  ///
  /// @param sha256 in hexadecimal
  /// @param received bytes of it that an upload left when it broke off
  record Missing(String sha256, long received) {}

  /// Which of these contents are neither waiting nor part of a revision; each once. The time of
  /// those that wait begins anew.
  List<Missing> missing(Collection<String> digests);

  /// Begins to take a content. The room for all of it is set aside. Throws BlobRejectedException.
  ///
  /// @param sha256 in hexadecimal, 64 lower-case digits
  /// @param size of all of it, in bytes
  /// @param offset bytes that an earlier upload left and that are not sent again
  Upload begin(String sha256, long size, long offset) throws StoreException;

  /// Deletes what has waited too long; also done whenever something is sent.
  void expire();

  /// When a content that comes now will be deleted.
  Instant expiry();

  /// Bytes that wait or are set aside.
  long bytes();

  /// A content on its way. One thread at a time. Ends with one of [#finish] and [#abandon].
  interface Upload {

    /// Takes the next bytes. Throws BlobRejectedException for more than were announced.
    void write(byte[] bytes) throws StoreException;

    /// Checks that it is whole and what its digest names. After BlobRejectedException it is gone.
    void finish() throws StoreException;

    /// Keeps what came, for an upload that goes on from there.
    void abandon();
  }
}
