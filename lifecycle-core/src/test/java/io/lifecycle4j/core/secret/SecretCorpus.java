package io.lifecycle4j.core.secret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Reads lines to filter from test resources. */
public final class SecretCorpus {
  private SecretCorpus() {}

  /** Returns all lines but remarks; {@code \n} within one is the end of a line. */
  public static List<String> lines(String file) {
    return lines(text(file).lines().toList());
  }

  /** Returns the lines between a remark and the next one. */
  public static List<String> section(String file, String remark) {
    List<String> all = text(file).lines().toList();
    List<String> behind = all.subList(all.indexOf(remark) + 1, all.size());
    return lines(behind.stream().takeWhile(line -> !line.startsWith("# ")).toList());
  }

  private static List<String> lines(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isBlank() && !line.startsWith("# "))
        .map(line -> line.replace("\\n", "\n"))
        .toList();
  }

  private static String text(String file) {
    try (InputStream in = SecretCorpus.class.getResourceAsStream("/secrets/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
