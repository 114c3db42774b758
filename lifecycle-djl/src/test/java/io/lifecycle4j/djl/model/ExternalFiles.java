package io.lifecycle4j.djl.model;

import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The files that PyTorch wrote, and the rows that it computed with them. */
final class ExternalFiles {
  private ExternalFiles() {}

  /** A row of inputs, and what PyTorch computed for it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Line(float[] inputs, float[] outputs) {
    int best() {
      int best = 0;
      for (int i = 1; i < outputs.length; i++) {
        best = outputs[i] > outputs[best] ? i : best;
      }
      return best;
    }

    double probability(int place) {
      double sum = 0;
      for (float output : outputs) {
        sum += Math.exp(output - outputs[place]);
      }
      return 1 / sum;
    }
  }

  static byte[] bytes(String name) {
    try (InputStream in = ExternalFiles.class.getResourceAsStream("/external/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Content content(String name) {
    return Content.of(bytes(name));
  }

  static String sha256(String name) {
    return sha256(bytes(name));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Line> lines(String name) {
    List<Line> lines = new ArrayList<>();
    for (String line : new String(bytes(name), StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isBlank()) {
        String[] parts = line.split("[\\[\\]]", -1);
        lines.add(new Line(numbers(parts[1]), numbers(parts[3])));
      }
    }
    return lines;
  }

  private static float[] numbers(String list) {
    String[] texts = list.split(",", -1);
    float[] numbers = new float[texts.length];
    for (int i = 0; i < texts.length; i++) {
      numbers[i] = Float.parseFloat(texts[i].strip());
    }
    return numbers;
  }
}
