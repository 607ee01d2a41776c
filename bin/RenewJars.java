import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/// Rewrites jars whose classes are in the form of Java 5 and earlier, such as picocli's, in the form of
/// Java 8: the same instructions, and the stack maps that later verifiers go by. No start-up cache takes
/// the old form, so that each start would read and verify them anew. Leaves out the service that has
/// the script engine prepare Flight Recorder at each start, a twentieth of it: recordings lack the
/// events of the script compiler, and nothing else.
///
///     java RenewJars.java FOLDER...
public class RenewJars {

  /// The first that has stack maps.
  private static final int WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  private static final String COSTLY =
      "META-INF/services/com.oracle.truffle.runtime.jfr.EventFactory$Provider";

  private RenewJars() {}

  static void main(String... folders) throws IOException {
    for (var folder : folders) {
      try (var jars = Files.newDirectoryStream(Path.of(folder), "*.jar")) {
        for (var jar : jars) {
          if (isToRenew(jar)) {
            renew(jar);
          }
        }
      }
    }
  }

  /// Whether its first class is in the old form, or it has what is left out. A signed jar stays as it
  /// is.
  private static boolean isToRenew(Path path) throws IOException {
    try (var jar = new JarFile(path.toFile())) {
      if (jar.stream().anyMatch(entry -> entry.getName().matches("META-INF/[^/]*\\.SF"))) {
        return false;
      }
      if (jar.getEntry(COSTLY) != null) {
        return true;
      }
      var first = jar.stream().filter(RenewJars::isClass).findFirst();
      return first.isPresent() && version(read(jar, first.get())) < WITH_STACK_MAPS;
    }
  }

  private static boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
  }

  private static int version(byte[] bytes) {
    return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
  }

  private static byte[] read(JarFile jar, ZipEntry entry) throws IOException {
    try (var in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static void renew(Path path) throws IOException {
    var file = path.resolveSibling(path.getFileName() + ".new");
    try (var loader = new URLClassLoader(new URL[] {path.toUri().toURL()});
        var jar = new JarFile(path.toFile());
        var out = new JarOutputStream(Files.newOutputStream(file))) {
      var classes =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (var entry : jar.stream().toList()) {
        if (entry.getName().equals(COSTLY)) {
          continue;
        }
        var bytes = read(jar, entry);
        var copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(
            isClass(entry) && version(bytes) < WITH_STACK_MAPS ? renewed(classes, bytes) : bytes);
      }
    }
    Files.move(file, path, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] renewed(ClassFile classes, byte[] bytes) {
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    // bodies that nobody transforms are copied as they are, without maps
    return classes.transformClass(
        classes.parse(bytes),
        version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
  }
}
