package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Content;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a training between two updates of the weights, as one file.
 *
 * <p>The file is {@code L4JT}, version (int, 1), the head as JSON, and sections: their number
 * (int), then for each its name, its length (int) and its bytes. Names and the head are preceded by
 * their length (int); all numbers are big-endian. The sections are files of weights.
 *
 * <p>There are the weights, what the optimizer keeps, averages and the best weights.
 *
 * @param rest of the file, behind the head
 */
record SavedTraining(Head head, DataInputStream rest) {
  /** The section of the weights. */
  static final String WEIGHTS = "weights";

  /** The section of the averaged weights. */
  static final String AVERAGE = "average";

  /** The section of the weights of the best epoch, as training returns them. */
  static final String BEST = "best";

  private static final byte[] MAGIC = "L4JT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MOST_HEAD = 1 << 20;

  /**
   * What is not an array.
   *
   * @param settings the settings of the trainer, which must be the same
   * @param surroundings what the last bits depend on besides
   * @param rows the number of training rows
   * @param epoch the epoch under way, from 1
   * @param batch how many of its batches are done
   * @param lossSum the sum of the losses of the rows of these batches, as its bits
   * @param best the best epoch; null if none is watched
   * @param states the states that are stored, with this one; empty if none are dropped
   * @param unknown the optimizer whose state is not known; null if it is
   */
  record Head(
      Map<String, String> settings,
      Map<String, String> surroundings,
      int rows,
      int epoch,
      int batch,
      long lossSum,
      @Nullable Best best,
      List<StoredStates.State> states,
      @Nullable String unknown) {
    /** Checks the place. */
    Head {
      settings = new TreeMap<>(settings);
      surroundings = new TreeMap<>(surroundings);
      states = copy(states, "states");
      check(epoch >= 1 && batch >= 0, "Invalid state of a training: epoch %s", epoch);
    }

    /** Throws if this is of other settings or rows than a training has now, and names them. */
    void checkSame(Head now) {
      check(
          unknown == null && now.unknown == null,
          "Cannot resume the training: the state of the optimizer %s is not known (use one of"
              + " Optimizers)",
          unknown == null ? now.unknown : unknown);
      String others = differences(settings, now.settings);
      check(others.isEmpty(), "Cannot resume the training: the settings have changed (%s)", others);
      check(
          rows == now.rows,
          "Cannot resume the training: it has %s training rows (and had %s)",
          now.rows,
          rows);
    }

    /** Names what is different now, and may change the last bits; empty if nothing is. */
    Optional<String> differences(Map<String, String> now) {
      return Optional.of(differences(surroundings, now)).filter(named -> !named.isEmpty());
    }

    private static String differences(Map<String, String> before, Map<String, String> now) {
      Set<String> names = new TreeSet<>(before.keySet());
      names.addAll(now.keySet());
      return names.stream()
          .filter(name -> !Objects.equals(before.get(name), now.get(name)))
          .map(name -> name + " is " + now.get(name) + ", was " + before.get(name))
          .collect(Collectors.joining("; "));
    }

    double sum() {
      return Double.longBitsToDouble(lossSum);
    }
  }

  /** The best epoch; its value as its bits. */
  record Best(long value, int epoch, int dropped, int drops) {
    static Best of(BestEpoch.Saved saved) {
      return new Best(
          Double.doubleToLongBits(saved.best()), saved.epoch(), saved.dropped(), saved.drops());
    }

    BestEpoch.Saved saved() {
      return new BestEpoch.Saved(Double.longBitsToDouble(value), epoch, dropped, drops);
    }
  }

  /**
   * A part of the file.
   *
   * @param length its bytes
   * @param content writes them
   */
  record Section(int length, Content content) {
    static Section of(byte[] bytes) {
      return new Section(bytes.length, Content.of(bytes));
    }
  }

  /** Writes a file, whose sections are written one after the other. */
  static void write(Head head, Map<String, Section> sections, OutputStream target)
      throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.write(MAGIC);
    out.writeInt(VERSION);
    write(out, Json.PLAIN.write(head));
    out.writeInt(sections.size());
    for (Map.Entry<String, Section> section : sections.entrySet()) {
      write(out, section.getKey().getBytes(StandardCharsets.UTF_8));
      out.writeInt(section.getValue().length);
      section.getValue().content.writeTo(out);
    }
    out.flush();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads a file up to its sections.
   *
   * @throws CorruptDataException if it is no state of a training of this release
   */
  static SavedTraining read(InputStream source) throws IOException {
    DataInputStream in = new DataInputStream(source);
    byte[] magic = in.readNBytes(MAGIC.length);
    int version = Arrays.equals(magic, MAGIC) ? number(in) : 0;
    if (version != VERSION) {
      throw corrupt("its version is " + version + " (this release reads " + VERSION + ")");
    }
    Head head = Json.PLAIN.read(bytes(in, MOST_HEAD), Head.class, "state of a training");
    return new SavedTraining(head, in);
  }

  /**
   * Reads the sections one after the other, and what verifies the file at its end.
   *
   * @param action receives the name and the bytes of each
   * @throws CorruptDataException if they are others than those that must be there
   */
  void sections(Set<String> wanted, BiConsumer<String, byte[]> action) throws IOException {
    Set<String> left = new TreeSet<>(wanted);
    int count = number(rest);
    for (int i = 0; i < count; i++) {
      String name = new String(bytes(rest, MOST_HEAD), StandardCharsets.UTF_8);
      if (!left.remove(name)) {
        throw corrupt("it has the section " + name + " (must have " + wanted + ", each once)");
      }
      action.accept(name, bytes(rest, Integer.MAX_VALUE));
    }
    if (!left.isEmpty() || rest.read() >= 0) {
      throw corrupt(left.isEmpty() ? "bytes follow its sections" : "it has no section " + left);
    }
  }

  private static int number(DataInputStream in) throws IOException {
    try {
      return in.readInt();
    } catch (EOFException e) {
      throw corrupt("it ends too early");
    }
  }

  private static byte[] bytes(DataInputStream in, int most) throws IOException {
    int length = number(in);
    byte[] bytes = length < 0 || length > most ? new byte[0] : in.readNBytes(length);
    if (bytes.length != length) {
      throw corrupt("it ends too early");
    }
    return bytes;
  }

  private static CorruptDataException corrupt(String problem) {
    return new CorruptDataException("Cannot read the state of a training: " + problem);
  }
}
