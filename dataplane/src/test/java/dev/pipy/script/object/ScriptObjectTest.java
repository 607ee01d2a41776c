package dev.pipy.script.object;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ScriptObjectTest {

  @TestFactory
  Stream<DynamicTest> hash() throws IOException {
    return ScriptTable.table("hash.js");
  }

  @TestFactory
  Stream<DynamicTest> cache() throws IOException {
    return ScriptTable.table("cache.js");
  }

  @TestFactory
  Stream<DynamicTest> urlRouter() throws IOException {
    return ScriptTable.table("url-router.js");
  }

  @TestFactory
  Stream<DynamicTest> loadBalancers() throws IOException {
    return ScriptTable.table("balancers.js");
  }

  @TestFactory
  Stream<DynamicTest> resourcePool() throws IOException {
    return ScriptTable.table("resource-pool.js");
  }

  @TestFactory
  Stream<DynamicTest> url() throws IOException {
    return ScriptTable.table("url.js");
  }

  @TestFactory
  Stream<DynamicTest> json() throws IOException {
    return ScriptTable.table("json.js");
  }

  @TestFactory
  Stream<DynamicTest> globals() throws IOException {
    return ScriptTable.table("globals.js");
  }
}
