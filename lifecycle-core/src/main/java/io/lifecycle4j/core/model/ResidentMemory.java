package io.lifecycle4j.core.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory that a process has in use, where the system tells: on Linux, in {@code /proc}. */
public final class ResidentMemory {
  /** The most that the process ever had, so that no peak between two readings is missed. */
  private static final String PEAK = "VmHWM:";

  private static final String NOW = "VmRSS:";

  private ResidentMemory() {}

  /** Returns the peak of the resident memory of a process in bytes; empty if it is not known. */
  static OptionalLong peak(long pid) {
    return read(Long.toString(pid), PEAK);
  }

  /** Returns the resident memory of this process in bytes; empty if it is not known. */
  public static OptionalLong now() {
    return read("self", NOW);
  }

  private static OptionalLong read(String process, String name) {
    Path status = Path.of("/proc", process, "status");
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith(name)) {
          String[] words = line.substring(name.length()).strip().split(" ", -1);
          return OptionalLong.of(Long.parseLong(words[0]) * 1024);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // another system, or the process has ended
    }
    return OptionalLong.empty();
  }
}
