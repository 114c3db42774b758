package io.lifecycle4j.djl.model.torchscript;

import io.lifecycle4j.error.StorageFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The operators of PyTorch that a program may name: those that only compute.
 *
 * <p>The list is made from one version of PyTorch, because each version has its own operators.
 */
final class TorchOperators {
  private static final String RESOURCE = "torchscript-operators.txt";
  private static final String VERSION = "# torch ";
  private static final String ATEN = "aten::";

  private static final TorchOperators INSTANCE = read();

  private final String version;
  private final Set<String> allowed;
  private final Set<String> refused;

  private TorchOperators(String version, Set<String> allowed, Set<String> refused) {
    this.version = version;
    this.allowed = allowed;
    this.refused = refused;
  }

  /** Returns the version of PyTorch that the list was made from. */
  static String version() {
    return INSTANCE.version;
  }

  /** Returns whether a program may name {@code torch.name}. */
  static boolean allowsTorch(String name) {
    return INSTANCE.allowed.contains(ATEN + name);
  }

  /** Returns whether a program may name {@code ops.space.name}. */
  static boolean allows(String space, String name) {
    return INSTANCE.allowed.contains(space + "::" + name);
  }

  /**
   * Returns whether PyTorch has an operator of the name that a program must not name, not even as a
   * method: {@code (x).name(y)} is {@code torch.name(x, y)} unless x is of a class that has it.
   */
  static boolean refuses(String name) {
    return INSTANCE.refused.contains(name);
  }

  private static TorchOperators read() {
    Set<String> allowed = new HashSet<>();
    Set<String> refused = new HashSet<>();
    String version = "";
    try (InputStream in = TorchOperators.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new StorageFailedException(
            "Cannot read " + RESOURCE + ": it is not beside its class (repair lifecycle-djl)");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(VERSION)) {
          version = line.substring(VERSION.length());
        } else if (line.startsWith("+")) {
          allowed.add(line.substring(1));
        } else if (line.startsWith("-" + ATEN)) {
          refused.add(line.substring(1 + ATEN.length()));
        }
      }
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + RESOURCE + ": " + e.getMessage(), e);
    }
    return new TorchOperators(version, Set.copyOf(allowed), Set.copyOf(refused));
  }
}
