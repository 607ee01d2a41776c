package dev.pipy.control;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The comments of a `.proto` file, by the paths of what they stand above.
final class ProtoComments {

  private final Map<List<Integer>, String> byPath = new HashMap<>();

  ProtoComments(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      byPath.put(
          location.getPathList(),
          location
              .getLeadingComments()
              .lines()
              .map(line -> line.startsWith(" ") ? line.substring(1) : line)
              .collect(Collectors.joining("\n"))
              .strip());
    }
  }

  /// The comment above something, without its slashes; empty if there is none.
  ///
  /// @param path field numbers and indexes that lead to it, as `descriptor.proto` has them
  String above(List<Integer> path) {
    return byPath.getOrDefault(path, "");
  }

  /// A path that goes on.
  static List<Integer> path(List<Integer> start, Integer... more) {
    var path = new ArrayList<>(start);
    path.addAll(Arrays.asList(more));
    return path;
  }
}
