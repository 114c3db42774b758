package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a run: machine, virtual machine, libraries, source code, settings.
 *
 * <p>Facts are texts with dotted keys, in these groups; an unknown key is kept, because a newer
 * version may have written it.
 *
 * <ul>
 *   <li>{@code jvm.} {@code os.} {@code cpu.} {@code gpu.} {@code memory.} {@code threads.}: the
 *       hardware and the virtual machine
 *   <li>{@code classpath.NAME} {@code modulepath.NAME}: version and SHA-256 of a jar or of a
 *       directory of classes; {@code native.NAME}: SHA-256 of a loaded native library; {@code
 *       maven.classpath.NAME}: {@code group:artifact:version} of a jar that came from a repository
 *   <li>{@code git.}: the commit, the branch, whether and how many files have changed since, and
 *       the hash and size of that diff; its text only for paths that the user allows
 *   <li>{@code main.} {@code seed.NAME} {@code config.KEY}: the main class, the seeds and the
 *       configuration of the run; {@code property.NAME} {@code environment.NAME}: system properties
 *       and environment variables that affect how an engine computes, and those that the user
 *       allows
 *   <li>{@code locale.} {@code zone} {@code charset.}: settings that affect texts and times
 *   <li>{@code host.} {@code user.} {@code process.}: who ran it, where and when
 * </ul>
 *
 * <p>A fact that could not be read is {@code <unavailable: reason>}; one that was not yet known is
 * {@code <pending: ...>}; text that looked like a secret is {@code <redacted>}. Immutable and
 * thread-safe.
 */
public final class EnvironmentCapsule {
  /** The longest key, in characters. */
  public static final int MAX_KEY = 1_000;

  /** The longest value, in characters. */
  public static final int MAX_VALUE = 1 << 20;

  /**
   * Facts about who, where, when and free memory, where a jar can be downloaded, and the branch,
   * which is only a name for the commit.
   */
  private static final List<String> NOT_THE_PROGRAM =
      List.of("host.", "user.", "process.", "memory.", "maven.", "git.branch");

  private static final String GIT = "git.";

  /** Is unknown if the capsule has no room for all facts. */
  private static final String DROPPED = "dropped";

  private final Map<String, String> facts;

  private EnvironmentCapsule(Map<String, String> facts) {
    this.facts = copy(facts, "facts");
    this.facts.forEach(EnvironmentCapsule::checkFact);
  }

  private static void checkFact(String key, String value) {
    check(
        !key.isEmpty() && key.length() <= MAX_KEY,
        "Invalid key of a fact: %s characters (must be 1 to %s)",
        key.length(),
        MAX_KEY);
    check(
        value.length() <= MAX_VALUE,
        "Invalid fact %s: %s characters (must be at most %s)",
        key,
        value.length(),
        MAX_VALUE);
    check(
        isUnicode(key) && isUnicode(value),
        "Invalid fact %s (must not hold half of a surrogate pair)",
        key);
  }

  private static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int c = text.codePointAt(i);
        if (c <= Character.MAX_SURROGATE) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /**
   * Returns a capsule of facts.
   *
   * @param facts values by key; copied
   * @return the capsule
   * @throws io.lifecycle4j.error.InvalidValueException if a key is empty, or a key or a value is
   *     null, too long, or contains an unpaired surrogate
   */
  public static EnvironmentCapsule of(Map<String, String> facts) {
    return new EnvironmentCapsule(facts);
  }

  /**
   * Returns all facts.
   *
   * @return values by key, sorted by key; unmodifiable
   */
  public Map<String, String> facts() {
    return facts;
  }

  /**
   * Finds a fact.
   *
   * @param key the key, such as {@code jvm.version}
   * @return the value, or empty if the capsule does not contain the key
   */
  public Optional<String> find(String key) {
    return Optional.ofNullable(facts.get(required(key, "key of a fact")));
  }

  /**
   * Returns the facts that could not be read or were not read yet.
   *
   * @return the keys, sorted; empty if the capsule is complete
   */
  public List<String> unknown() {
    return facts.entrySet().stream()
        .filter(fact -> isUnknown(fact.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isUnknown(String value) {
    return value.startsWith("<unavailable: ") || value.startsWith("<pending: ");
  }

  /**
   * Returns whether it is known what a fact is, or that there is none. It is not known if the fact
   * could not be read or was not read yet. A fact of git is not known either if it is missing and
   * another fact of git could not be read or was not read yet.
   *
   * @param key the key, such as {@code git.changed}
   * @return false if it is not known; a missing fact is then no sign that there is none
   */
  public boolean isRecorded(String key) {
    return find(key)
        .map(value -> !isUnknown(value))
        .orElseGet(() -> unknown().stream().noneMatch(other -> hides(other, key)));
  }

  /** Returns whether a fact may be missing because another one is not known. */
  private static boolean hides(String unknown, String missing) {
    return unknown.equals(DROPPED) || (unknown.startsWith(GIT) && missing.startsWith(GIT));
  }

  /**
   * Returns a hash of the facts that determine what the program computes.
   *
   * <p>These are all facts, known or not, except {@code git.branch} and those whose keys begin with
   * {@code host.}, {@code user.}, {@code process.}, {@code memory.} or {@code maven.}. For each
   * fact, in the order of the keys ({@link String#compareTo}), the hash covers the length of the
   * key in bytes of UTF-8 (four bytes, big-endian), the key, and the value in the same form. The
   * text of a pending fact is hashed like any other, so that an incomplete capsule never has the
   * digest of a complete one.
   *
   * @return SHA-256, 64 lower-case hexadecimal digits
   */
  public String digest() {
    CapsuleDigest digest = new CapsuleDigest();
    facts.forEach(
        (key, value) -> {
          if (isOfProgram(key)) {
            digest.add(key).add(value);
          }
        });
    return digest.end();
  }

  /**
   * Compares all facts with those of another capsule, including facts outside the {@link
   * #digest()}.
   *
   * @param other the other capsule, on the right
   * @return the facts that differ, sorted by key; empty if and only if the capsules are equal
   */
  public List<Difference> differences(EnvironmentCapsule other) {
    Set<String> keys = new TreeSet<>(facts.keySet());
    keys.addAll(required(other, "other capsule").facts.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      Difference difference = new Difference(key, find(key), other.find(key));
      if (!difference.left().equals(difference.right())) {
        differences.add(difference);
      }
    }
    return List.copyOf(differences);
  }

  /**
   * Compares the facts of the {@link #digest()} with those of another capsule.
   *
   * @param other the other capsule, on the right
   * @return the facts that differ, sorted by key; empty if and only if the digests are equal
   */
  public List<Difference> differencesOfProgram(EnvironmentCapsule other) {
    return differences(other).stream().filter(found -> isOfProgram(found.key())).toList();
  }

  private static boolean isOfProgram(String key) {
    return NOT_THE_PROGRAM.stream().noneMatch(key::startsWith);
  }

  /**
   * A fact that differs between two capsules.
   *
   * @param key the key
   * @param left the value in the first capsule, if it has one
   * @param right the value in the second capsule, if it has one
   */
  public record Difference(String key, Optional<String> left, Optional<String> right) {
    /** Checks the parts. */
    public Difference {
      required(key, "key of a difference");
      required(left, "first fact");
      required(right, "second fact");
    }

    /** Returns both values as readable text; a missing value is empty. */
    @Override
    public String toString() {
      return key + ": " + left.orElse("") + " | " + right.orElse("");
    }

    /**
     * Returns differences as readable text.
     *
     * @param differences the differences
     * @return Markdown: a table with a line for each; long values are truncated, text from the
     *     environment is escaped
     */
    public static String markdown(List<Difference> differences) {
      List<Difference> given = copy(differences, "differences");
      return RunTable.writer().markdown(given);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EnvironmentCapsule capsule && facts.equals(capsule.facts);
  }

  @Override
  public int hashCode() {
    return facts.hashCode();
  }

  @Override
  public String toString() {
    return "EnvironmentCapsule[" + facts.size() + " facts, " + digest() + "]";
  }
}
