package io.lifecycle4j.djl.training;

import io.lifecycle4j.djl.model.DjlRuntime;
import java.util.Map;
import java.util.TreeMap;

/** What the last bits of a training depend on besides its rows and settings. */
final class Surroundings {
  private static final String[] VARIABLES = {
    "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS"
  };

  private Surroundings() {}

  /** Returns the libraries, the kind of processor and the variables that change computations. */
  static Map<String, String> now() {
    Map<String, String> facts = new TreeMap<>();
    Map<String, String> runtime = DjlRuntime.environment();
    for (String name : new String[] {"djl.version", "pytorch.version", "pytorch.flavor"}) {
      facts.put(name, runtime.getOrDefault(name, "unknown"));
    }
    facts.put("os.arch", System.getProperty("os.arch", "unknown"));
    for (String name : VARIABLES) {
      String value = System.getenv(name);
      if (value != null) {
        facts.put(name, value);
      }
    }
    return facts;
  }
}
