package io.lifecycle4j.core.storms;

import io.lifecycle4j.storage.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A write as its process noted it down.
 *
 * @param worker the process
 * @param number its place among the writes of the process
 * @param kind what it does
 * @param target what it writes to: a journal, a run, a dataset
 * @param durability what it survives
 * @param size how many payloads or blobs
 * @param argument depends on the kind: a sequence, or the number of another write
 * @param outcome how it ended
 * @param result what it returned; 0 if nothing
 */
public record KillWrite(
    String worker,
    int number,
    KillKind kind,
    String target,
    Durability durability,
    int size,
    long argument,
    Outcome outcome,
    long result) {

  /** How a write ended. */
  public enum Outcome {
    /** It had not when the process died. */
    PENDING,
    /** It was acknowledged. */
    ACKNOWLEDGED,
    /** It was refused: nothing was written. */
    REFUSED
  }

  /** A blob that somebody may have put. */
  static KillWrite blob(String worker, int number) {
    return new KillWrite(
        worker,
        number,
        KillKind.BLOB,
        KillBlobs.TARGET,
        Durability.POWER,
        1,
        0,
        Outcome.PENDING,
        0);
  }

  /** Names the write. */
  String key() {
    return worker + "." + number;
  }

  boolean acknowledged() {
    return outcome == Outcome.ACKNOWLEDGED;
  }

  boolean pending() {
    return outcome == Outcome.PENDING;
  }

  KillText text(int index) {
    return new KillText(worker, number, index, size);
  }

  KillWrite ended(Outcome how, long result) {
    return new KillWrite(worker, number, kind, target, durability, size, argument, how, result);
  }

  /** The line that says what is going to be written. */
  String intent() {
    return String.join(
        " ",
        "intent",
        Integer.toString(number),
        kind.name(),
        target,
        durability.name(),
        Integer.toString(size),
        Long.toString(argument));
  }

  /** Reads what a process noted down. */
  static List<KillWrite> read(String worker, Path file) throws IOException {
    List<KillWrite> writes = new ArrayList<>();
    for (String line : AckFile.read(file)) {
      String[] words = line.split(" ", -1);
      int number = Integer.parseInt(words[1]);
      switch (words[0]) {
        case "intent" -> writes.add(parse(worker, number, words));
        case "done" ->
            writes.set(
                number, writes.get(number).ended(Outcome.ACKNOWLEDGED, Long.parseLong(words[2])));
        case "refused" -> writes.set(number, writes.get(number).ended(Outcome.REFUSED, 0));
        default -> throw new IllegalStateException("Invalid line: " + line);
      }
    }
    return writes;
  }

  private static KillWrite parse(String worker, int number, String[] words) {
    return new KillWrite(
        worker,
        number,
        KillKind.valueOf(words[2]),
        words[3],
        Durability.valueOf(words[4]),
        Integer.parseInt(words[5]),
        Long.parseLong(words[6]),
        Outcome.PENDING,
        0);
  }
}
