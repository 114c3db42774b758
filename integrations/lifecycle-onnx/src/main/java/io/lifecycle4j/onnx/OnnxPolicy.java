package io.lifecycle4j.onnx;

import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides whether a file may be loaded: ONNX Runtime 1.21 supports it, it is complete, and each of
 * its operators is on the list in {@code operators.txt}.
 *
 * <p>Everything that is not known to be harmless is refused. None of the listed operators opens a
 * file; weights outside the file are refused, because their location may be any file of this
 * machine, or an address in this process.
 */
final class OnnxPolicy {
  private static final long MIN_IR = 3;
  private static final long MAX_IR = 10;
  private static final long MIN_OPSET = 7;

  /** The newest version of each domain that ONNX Runtime 1.21 supports. */
  private static final Map<String, Long> MAX_OPSETS =
      Map.of(OnnxFile.STANDARD, 22L, "ai.onnx.ml", 5L, "com.microsoft", 1L);

  private static final int SHOWN = 5;

  private OnnxPolicy() {}

  /** Throws an UntrustedModelException unless a file may be loaded. */
  static void check(OnnxFile file) {
    if (file.irVersion() < MIN_IR || file.irVersion() > MAX_IR) {
      throw refused(
          "its IR version is %s (must be %s to %s: set model.ir_version = 9 before it is saved)"
              .formatted(file.irVersion(), MIN_IR, MAX_IR));
    }
    checkOpsets(file.opsets());
    if (!file.external().isEmpty()) {
      throw refused(
          "weights are outside the file, at %s (must be inside:".formatted(file.external().get(0))
              + " onnx.save_model(onnx.load(path), file, save_as_external_data=False))");
    }
    if (!file.functions().isEmpty()) {
      throw refused(
          "it defines %s (must be operators only; functions:".formatted(file.functions().get(0))
              + " onnx.inliner.inline_local_functions(model))");
    }
    Set<String> unknown = new TreeSet<>(file.operators());
    unknown.removeAll(Allowed.OPERATORS);
    if (!unknown.isEmpty()) {
      throw refused(
          "it uses operators that are not on the list of allowed ones: "
              + shown(unknown)
              + " (must be of standard ONNX, or of com.microsoft for optimized networks)");
    }
  }

  private static void checkOpsets(Map<String, Long> opsets) {
    for (Map.Entry<String, Long> opset : opsets.entrySet()) {
      String domain = opset.getKey();
      Long max = MAX_OPSETS.get(domain);
      if (max == null) {
        throw refused(
            "it needs operators of the domain %s (must be of %s)"
                .formatted(domain, new TreeSet<>(MAX_OPSETS.keySet())));
      }
      long min = domain.equals(OnnxFile.STANDARD) ? MIN_OPSET : 1;
      if (opset.getValue() < min || opset.getValue() > max) {
        throw refused(
            "its opset of %s is %s (must be %s to %s: export it for opset 17)"
                .formatted(domain, opset.getValue(), min, max));
      }
    }
    if (opsets.isEmpty()) {
      throw refused("it names no opset (must be at least one)");
    }
  }

  private static String shown(Set<String> names) {
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? first + ", …" : first;
  }

  /** Returns an exception that says why a file is not loaded. */
  static UntrustedModelException refused(String problem) {
    return new UntrustedModelException("Cannot load ONNX file: " + problem);
  }

  /** Read on first use. */
  private static final class Allowed {
    static final Set<String> OPERATORS = read();

    private static Set<String> read() {
      try (InputStream in = OnnxPolicy.class.getResourceAsStream("operators.txt")) {
        if (in == null) {
          throw new StorageFailedException("Cannot read operators.txt: it is not in the jar", null);
        }
        List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        return lines.stream()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new StorageFailedException("Cannot read operators.txt: " + e.getMessage(), e);
      }
    }
  }
}
