package io.lifecycle4j.core.model;

import io.lifecycle4j.model.spi.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The options and the environment of a JVM that tries a program: those of this process that it
 * needs, and nothing else, since secrets are often among them.
 */
final class ProbeOptions {
  private static final Set<String> VARIABLES =
      Set.of(
          "PATH",
          "HOME",
          "LANG",
          "LC_ALL",
          "LD_LIBRARY_PATH",
          "DYLD_LIBRARY_PATH",
          "SystemRoot",
          "TEMP",
          "TMP",
          "TMPDIR",
          "USERPROFILE");

  private static final Set<String> PROPERTIES =
      Set.of("java.io.tmpdir", "java.library.path", "user.home");

  private static final long MIB = 1 << 20;

  private ProbeOptions() {}

  /**
   * Returns the options.
   *
   * @param properties those of this process
   * @param bytes the size of the model and of the rows of a batch, of which a heap holds several
   *     copies
   */
  static List<String> options(Properties properties, Engine engine, long bytes) {
    List<String> options = new ArrayList<>();
    options.add("-XX:+IgnoreUnrecognizedVMOptions"); // those of HotSpot on another JVM
    options.add("-Xmx" + (256 + 4 * bytes / MIB) + "m");
    options.add("-XX:+UseSerialGC");
    options.add("-XX:TieredStopAtLevel=1");
    options.add("-XX:+ErrorFileToStderr"); // a crash leaves no file
    options.add("-XX:-CreateCoredumpOnCrash");
    for (String name : properties.stringPropertyNames()) {
      if (PROPERTIES.contains(name) || isNamed(name, engine.settings())) {
        options.add("-D" + name + "=" + properties.getProperty(name));
      }
    }
    options.add("-cp");
    options.add(classPath(properties));
    return options;
  }

  /** Returns the class path, to which modules belong: the JVM that tries a program has none. */
  private static String classPath(Properties properties) {
    String set = properties.getProperty(ModelProbe.CLASS_PATH, "");
    if (!set.isEmpty()) {
      return set;
    }
    String classes = properties.getProperty("java.class.path", "");
    String modules = properties.getProperty("jdk.module.path", "");
    String separator = properties.getProperty("path.separator", ":");
    return classes.isEmpty() || modules.isEmpty()
        ? classes + modules
        : classes + separator + modules;
  }

  static Map<String, String> variables(Map<String, String> environment, Engine engine) {
    Map<String, String> kept = new TreeMap<>(environment);
    kept.keySet().removeIf(name -> !VARIABLES.contains(name) && !isNamed(name, engine.settings()));
    return kept;
  }

  private static boolean isNamed(String name, Set<String> settings) {
    return settings.stream()
        .anyMatch(
            setting ->
                (setting.endsWith(".") || setting.endsWith("_"))
                    ? name.startsWith(setting)
                    : name.equals(setting));
  }
}
