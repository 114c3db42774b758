package io.lifecycle4j.crashkit;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.crashkit.CorruptionCase.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.Recovery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens a damaged home, reads all of it, and compares with what was stored. */
final class CorruptionTrial {
  private static final Set<Kind> MUST_SHOW = Set.of(Kind.FLIP, Kind.CUT, Kind.EMPTY, Kind.EARLIER);

  private final CorruptionHome home;
  private final CorruptionCase damage;
  private final Path root;
  private final List<String> violations = new ArrayList<>();
  private boolean detected;
  private boolean wrote;

  CorruptionTrial(CorruptionHome home, CorruptionCase damage, Path root) {
    this.home = home;
    this.damage = damage;
    this.root = root;
  }

  /** How it went: what is wrong, whether the damage was noticed at all, whether it was mended. */
  record Result(List<String> violations, boolean detected, boolean wrote) {}

  /** What is done with a home that opens. */
  @FunctionalInterface
  interface Look {
    void at(CorruptionTrial trial, Medium medium);
  }

  Result run(Function<Path, Medium> opener, Look look) {
    attempt(
        "",
        () -> {
          try (Medium medium = opener.apply(root)) {
            look.at(this, medium);
          }
        });
    return new Result(violations, detected, wrote);
  }

  /** Does one thing: that it works is fine, and so is a typed error that names the file. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever else comes is what we look for
  private boolean attempt(String blob, Runnable step) {
    try {
      step.run();
      return true;
    } catch (LifecycleException e) {
      detected = true;
      String message = String.valueOf(e.getMessage());
      if (!names(message) && (blob.isEmpty() || !message.contains(blob))) {
        violations.add("does not name the file: " + e);
      }
    } catch (RuntimeException | Error e) {
      violations.add(e.toString());
    }
    return false;
  }

  /**
   * The id in the format file is proven only by the files that carry it, and of two files of which
   * one is older than the other either may be the wrong one.
   */
  private boolean names(String message) {
    return message.contains(damage.file())
        || (damage.kind() == Kind.EARLIER
            && !directory().isEmpty()
            && message.contains(directory()))
        || (damage.file().equals("format.json")
            && home.files().keySet().stream().anyMatch(message::contains));
  }

  /** The directory of the damaged file, with a slash behind it. */
  private String directory() {
    return damage.file().substring(0, damage.file().lastIndexOf('/') + 1);
  }

  private void violation(boolean condition, String problem) {
    if (condition) {
      violations.add(problem);
    }
  }

  /** A home that was closed: everything is as it was, or an error says why not. */
  void closed(Medium medium) {
    attempt(
        "",
        () ->
            violation(
                !medium.journals().names().containsAll(home.journals().keySet()),
                "journals are missing without a word: " + medium.journals().names()));
    home.journals().forEach((name, payloads) -> attempt("", () -> exact(medium, name, payloads)));
    for (String name : home.journals().keySet()) {
      attempt("", () -> medium.journals().maintenance().verify(name, VerifyDepth.HASH));
    }
    blobs(medium);
    aside(medium);
    violation(!detected && mustShow(), "was not noticed, though nothing was lost");
    if (home.file(damage.file()).length == 0 && damage.changesType()) {
      home.journals().keySet().forEach(name -> write(medium, name));
    }
  }

  /** All that was written is proven bit by bit, and to be the newest; else nothing may be lost. */
  private boolean mustShow() {
    return MUST_SHOW.contains(damage.kind());
  }

  static JournalKind kind(String name) {
    return switch (name) {
      case "own" -> JournalKind.OWNED;
      case "chain" -> JournalKind.CHAINED;
      default -> JournalKind.SHARED;
    };
  }

  private void exact(Medium medium, String name, List<byte[]> payloads) {
    List<JournalEntry> entries = new ArrayList<>();
    boolean whole = attempt("", () -> medium.journals().read(name, home.first(name), entries::add));
    violation(!isPrefix(name, entries, payloads), name + " gives other entries than were appended");
    violation(
        whole && entries.size() != payloads.size(),
        name + " gives " + entries.size() + " entries without a word, not " + payloads.size());
    if (!name.equals("own")) {
      try (Journal journal = medium.journals().open(name, kind(name))) {
        violation(journal.sequence() != end(name), name + " ends with " + journal.sequence());
        begin(name, journal);
      }
    }
  }

  private long end(String name) {
    return home.first(name) - 1 + home.journals().getOrDefault(name, List.of()).size();
  }

  private void begin(String name, Journal journal) {
    violation(
        journal.state().first() != home.first(name),
        name + " begins with " + journal.state().first());
    violation(
        !journal.state().snapshot().equals(home.snapshot(name)),
        name + " has the snapshot " + journal.state().snapshot());
  }

  /** Behind a lock that is none, nothing is written, or what is written is there. */
  private void write(Medium medium, String name) {
    boolean mine = damage.file().contains("/" + name);
    long before = end(name);
    boolean written = attempt("", () -> append(medium, name, before));
    violation(
        mine && written && damage.kind() == Kind.DIRECTORY, name + " was written without a lock");
  }

  private static void append(Medium medium, String name, long before) {
    try (Journal journal = medium.journals().open(name, kind(name))) {
      long sequence = journal.append(Fixtures.batch("next"));
      List<JournalEntry> entries = medium.journals().read(name, before + 1);
      if (sequence != before + 1 || !Fixtures.texts(entries).equals(List.of("next"))) {
        throw new AssertionError(name + " lost what was appended behind entry " + before);
      }
    }
  }

  private boolean isPrefix(String name, List<JournalEntry> entries, List<byte[]> payloads) {
    boolean good = entries.size() <= payloads.size();
    for (int i = 0; good && i < entries.size(); i++) {
      good =
          entries.get(i).sequence() == home.first(name) + i
              && Arrays.equals(entries.get(i).payload(), payloads.get(i));
    }
    return good;
  }

  private void blobs(Medium medium) {
    attempt("", () -> Fixtures.ids(medium.blobs()));
    for (Map.Entry<BlobId, byte[]> blob : home.blobs().entrySet()) {
      BlobId id = blob.getKey();
      attempt(
          id.sha256(),
          () ->
              violation(
                  !Arrays.equals(medium.blobs().read(id), blob.getValue()),
                  "blob " + id + " gives other bytes"));
      attempt(id.sha256(), () -> medium.blobs().maintenance().verify(id, VerifyDepth.HASH));
    }
  }

  /**
   * Lists what was quarantined, and puts it back if the damage may be in its bytes: who only lists
   * does not read them.
   */
  private void aside(Medium medium) {
    attempt("", () -> medium.blobs().maintenance().quarantined());
    for (Map.Entry<BlobId, byte[]> blob : home.aside().entrySet()) {
      if (!detected && !damage.changesType()) {
        wrote = true;
        attempt(blob.getKey().sha256(), () -> restore(medium, blob.getKey(), blob.getValue()));
      }
    }
  }

  private void restore(Medium medium, BlobId id, byte[] bytes) {
    medium.blobs().maintenance().restore(id);
    boolean same = false;
    try {
      same = Arrays.equals(medium.blobs().read(id), bytes);
    } catch (CorruptDataException e) {
      detected = true; // too late: it is stored
    }
    violation(!same, "blob " + id + " comes back damaged");
  }

  /** A home that was not: an exact prefix, of which the cut is told, or an error. */
  void open(Medium medium) {
    home.journals().forEach((name, payloads) -> attempt("", () -> prefix(medium, name, payloads)));
    blobs(medium);
    aside(medium);
  }

  private void prefix(Medium medium, String name, List<byte[]> payloads) {
    List<JournalEntry> entries = new ArrayList<>();
    try (Journal journal = medium.journals().open(name, kind(name))) {
      begin(name, journal);
      boolean whole = attempt("", () -> journal.read(home.first(name), entries::add));
      violation(
          !isPrefix(name, entries, payloads), name + " gives other entries than were appended");
      int kept = entries.size();
      if (!whole || kept == payloads.size()) {
        return;
      }
      violation(
          damage.kind() == Kind.FLIP && kept < home.proven(name),
          name + " cut entry " + (kept + 1) + ", which a later one proves");
    }
    long end = home.first(name) - 1 + entries.size();
    append(medium, name, end);
    @Nullable Recovery cut = null;
    for (Recovery recovery : medium.journals().maintenance().recoveries()) {
      cut = recovery.journal().equals(name) ? recovery : cut;
    }
    violation(
        cut == null && !isEarlierState(),
        name + " was cut behind entry " + end + " without a word");
    violation(cut != null && cut.sequence() != end, name + " tells of another cut: " + cut);
    detected |= cut != null;
  }

  /** What the file was once is no damage that anyone could see; zeros may lie behind it. */
  private boolean isEarlierState() {
    byte[] content = damage.content();
    return content != null
        && (isEmptySegment(content)
            || home.earlier(damage.file()).stream()
                .anyMatch(bytes -> Arrays.equals(stripped(bytes), stripped(content))));
  }

  /** A later file of a journal is never seen without an entry, as the first one was: so long. */
  private boolean isEmptySegment(byte[] content) {
    return damage.kind() == Kind.CUT
        && home.files().keySet().stream()
            .filter(file -> file.startsWith(directory()) && !file.equals(damage.file()))
            .flatMap(file -> home.earlier(file).stream())
            .anyMatch(bytes -> bytes.length == content.length);
  }

  private static byte[] stripped(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }
}
