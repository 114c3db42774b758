package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.tracking.environment.MachineFacts;
import io.lifecycle4j.djl.model.DjlRuntime;
import java.util.Map;
import java.util.TreeMap;

/** What the last bits of a training depend on besides its rows and settings. */
final class BitFacts {
  private static final String[] VARIABLES = {
    "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS"
  };

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
    facts.put("processor.vectors", MachineFacts.vectors());
    facts.put("threads", Integer.toString(threads));
    for (String name : VARIABLES) {
      String value = System.getenv(name);
      if (value != null) {
        facts.put(name, value);
      }
    }
    return facts;
  }
}
