package dev.pipy.control.service;

import com.google.protobuf.ByteString;
import dev.pipy.control.store.Digest;
import dev.pipy.control.v1.BlobStart;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.RevisionServiceGrpc.RevisionServiceStub;
import dev.pipy.control.v1.UploadBlobsRequest;
import dev.pipy.control.v1.UploadBlobsResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An upload of a test, message by message.
final class UploadedBlobs implements StreamObserver<UploadBlobsResponse> {

  private final CompletableFuture<UploadBlobsResponse> answer = new CompletableFuture<>();
  private final ClientCallStreamObserver<UploadBlobsRequest> call;

  UploadedBlobs(RevisionServiceStub stub) {
    call = (ClientCallStreamObserver<UploadBlobsRequest>) stub.uploadBlobs(this);
  }

  static UploadBlobsResponse all(RevisionServiceStub stub, String... contents) {
    var upload = new UploadedBlobs(stub);
    for (var content : contents) {
      upload.start(content).chunk(content);
    }
    return upload.finish();
  }

  static ManifestEntry.Builder entry(String path, String content) {
    return ManifestEntry.newBuilder()
        .setPath(path)
        .setSize(bytes(content).length)
        .setSha256(Digest.sha256(bytes(content)));
  }

  static byte[] bytes(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  UploadedBlobs start(String content) {
    return start(Digest.sha256(bytes(content)), bytes(content).length, 0);
  }

  UploadedBlobs start(String sha256, long size, long offset) {
    return send(
        UploadBlobsRequest.newBuilder()
            .setStart(BlobStart.newBuilder().setSha256(sha256).setSize(size).setOffset(offset))
            .build());
  }

  UploadedBlobs chunk(String text) {
    return chunk(ByteString.copyFromUtf8(text));
  }

  UploadedBlobs chunk(ByteString bytes) {
    return send(UploadBlobsRequest.newBuilder().setChunk(bytes).build());
  }

  UploadedBlobs send(UploadBlobsRequest message) {
    if (!answer.isDone()) {
      call.onNext(message);
    }
    return this;
  }

  /// Returns the answer, or throws the status of the call.
  UploadBlobsResponse finish() {
    if (!answer.isDone()) {
      call.onCompleted();
    }
    return await();
  }

  UploadBlobsResponse await() {
    try {
      return answer.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw (StatusRuntimeException) failed.getCause();
    } catch (InterruptedException | TimeoutException failed) {
      throw new AssertionError("no answer", failed);
    }
  }

  /// As a client that dies.
  void breakOff() {
    call.cancel("broken off", null);
  }

  @Override
  public void onNext(UploadBlobsResponse response) {
    answer.complete(response);
  }

  @Override
  public void onError(Throwable failure) {
    answer.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {}

  static List<String> digests(String... contents) {
    return java.util.Arrays.stream(contents).map(text -> Digest.sha256(bytes(text))).toList();
  }
}
