package io.lifecycle4j.core.storms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Random;
import java.util.UUID;

/**
 * What a writer writes: a text that says who wrote it, in which write and at which place in it.
 *
 * @param worker the writer
 * @param number the number of the write, from 0
 * @param index the place in the batch, from 0
 * @param size how many texts the batch has
 */
public record KillText(String worker, int number, int index, int size) {
  private static final int FILLER = 1_500;

  /**
   * Reads a label.
   *
   * @param text begins with a label
   * @return its parts
   */
  static KillText parse(String text) {
    String[] words = text.split("\\.", 5);
    if (words.length < 4) {
      throw new AssertionError(
          "Nobody wrote this: " + text.substring(0, Math.min(80, text.length())));
    }
    return new KillText(
        words[0],
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]));
  }

  /** Names the text. */
  String label() {
    return worker + "." + number + "." + index + "." + size;
  }

  /** Returns the label and a filler that depends on nothing else, mostly short. */
  String text() {
    Random random = new Random(label().hashCode());
    int length = random.nextInt(8) == 0 ? random.nextInt(FILLER) : random.nextInt(40);
    StringBuilder text = new StringBuilder(label()).append('.');
    for (int i = 0; i < length; i++) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }

  byte[] bytes() {
    return text().getBytes(US_ASCII);
  }

  /** The token of a write. */
  static UUID token(String worker, int number) {
    return new UUID(0x4B494C4CL << 32 | worker.hashCode(), number + 1L);
  }
}
