package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.DjlRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the last bits of a training depend on besides its rows and settings. */
final class BitFacts {
  private static final String[] VARIABLES = {
    "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS"
  };

  private static final Pattern VECTORS = Pattern.compile("(avx|amx|sse|fma|asimd|sve|neon)");

  private BitFacts() {}

  /**
   * Returns the libraries, the kind of processor, the variables that change computations, and the
   * threads.
   *
   * @param threads how many threads an operation uses
   */
  static Map<String, String> now(int threads) {
    Map<String, String> facts = new TreeMap<>();
    Map<String, String> runtime = DjlRuntime.environment();
    for (String name : new String[] {"djl.version", "pytorch.version", "pytorch.flavor"}) {
      facts.put(name, runtime.getOrDefault(name, "unknown"));
    }
    facts.put("processor", System.getProperty("os.arch", "unknown"));
    facts.put("processor.vectors", vectors());
    facts.put("threads", Integer.toString(threads));
    for (String name : VARIABLES) {
      String value = System.getenv(name);
      if (value != null) {
        facts.put(name, value);
      }
    }
    return facts;
  }

  /** Returns the instructions of the processor for vectors, which change the last bits of sums. */
  private static String vectors() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(BitFacts::vectors)
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown";
    }
  }

  private static String vectors(String flags) {
    return Stream.of(flags.split("\\s+", -1))
        .filter(name -> VECTORS.matcher(name).lookingAt())
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
