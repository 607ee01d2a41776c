package dev.pipy.control.service;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Comparator;

/// What all platform threads do, a paragraph each, by name.
///
/// @param isTruncated whether threads are missing since there is no room
record ThreadDump(String text, boolean isTruncated) {

  /// Characters; most are a byte each.
  private static final int LONGEST = 1 << 20;

  static ThreadDump now() {
    var threads = ManagementFactory.getThreadMXBean().dumpAllThreads(false, false, 256);
    Arrays.sort(threads, Comparator.comparing(ThreadInfo::getThreadName));
    var text = new StringBuilder();
    for (var thread : threads) {
      var paragraph = paragraph(thread);
      if (text.length() + paragraph.length() > LONGEST) {
        return new ThreadDump(text.toString(), true);
      }
      text.append(paragraph);
    }
    return new ThreadDump(text.toString(), false);
  }

  private static String paragraph(ThreadInfo thread) {
    var text = new StringBuilder();
    text.append('"')
        .append(thread.getThreadName())
        .append("\" #")
        .append(thread.getThreadId())
        .append(thread.isDaemon() ? " daemon " : " ")
        .append(thread.getThreadState())
        .append('\n');
    if (thread.getLockName() != null) {
      text.append("    waits for ").append(thread.getLockName());
      if (thread.getLockOwnerName() != null) {
        text.append(" of \"").append(thread.getLockOwnerName()).append('"');
      }
      text.append('\n');
    }
    for (var frame : thread.getStackTrace()) {
      text.append("    at ").append(frame).append('\n');
    }
    return text.append('\n').toString();
  }
}
