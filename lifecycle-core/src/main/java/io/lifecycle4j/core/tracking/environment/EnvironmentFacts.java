package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.secret.SecretFilter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects facts; whatever their content, the resulting capsule can be written.
 *
 * <p>A fact that cannot be read becomes {@code <unavailable: reason>}. Long values are cut,
 * unpaired surrogates are replaced, and secrets are removed. Not thread-safe.
 */
final class EnvironmentFacts {
  /** The longest value, in characters; a diff may take more than all other facts need. */
  static final int MAX_VALUE = 1 << 18;

  private static final int MAX_KEY = 500;

  /** The limit of all texts together, so that their JSON, at six bytes a character, fits too. */
  private static final int MAX_CHARS = 2_000_000;

  private final Map<String, String> facts = new TreeMap<>();
  private int chars;
  private boolean dropped;

  interface Source {
    @Nullable String read() throws IOException;
  }

  /** Returns the value of a fact that cannot be read. */
  static String unavailable(String reason) {
    return "<unavailable: " + reason + ">";
  }

  /** Returns the value of a fact that is not known yet. */
  static String pending(String what) {
    return "<pending: " + what + ">";
  }

  /** Adds an external fact, without its secrets. */
  void put(String key, @Nullable String value) {
    made(key, value == null ? unavailable("not reported") : SecretFilter.text(bounded(value)));
  }

  /** Adds a fact whose name comes from outside and may be that of a secret. */
  void named(String group, String name, String value) {
    String shown = SecretFilter.text(name);
    made(group + shown, SecretFilter.value(name, bounded(value)));
  }

  /** Cuts a text before it is searched for secrets, which takes time proportional to its length. */
  private String bounded(String text) {
    return chars > MAX_CHARS ? "" : cut(text, MAX_VALUE);
  }

  /** Adds a fact that the library made or filtered itself, such as a hash. */
  void made(String key, String value) {
    keepClean(whole(cut(key.isEmpty() ? "?" : key, MAX_KEY)), whole(cut(value, MAX_VALUE)));
  }

  /** Adds a fact about a file, and returns its key: the first free of {@code key, key#2, …}. */
  String another(String key, String value) {
    String shown = SecretFilter.text(key);
    String free = shown;
    for (int i = 2; facts.containsKey(free); i++) {
      free = shown + "#" + i;
    }
    put(free, value);
    return free;
  }

  /** Reads and adds a fact, or adds why it cannot be read. */
  void read(String key, Source source) {
    put(key, orReason(source));
  }

  /** Reads a fact, or says why it cannot be read. */
  static String orReason(Source source) {
    try {
      String value = source.read();
      return value == null ? unavailable("not reported") : value;
    } catch (IOException | RuntimeException e) {
      return unavailable(reason(e));
    }
  }

  EnvironmentFacts add(Map<String, String> gathered) {
    gathered.forEach(this::keepClean);
    return this;
  }

  /** Describes in one line why something failed. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return "no " + missing.getFile();
    }
    if (e instanceof AccessDeniedException denied) {
      return "no access to " + denied.getFile();
    }
    boolean plain = e.getClass() == IOException.class; // the name of the class adds nothing
    return String.valueOf(plain ? e.getMessage() : e).lines().findFirst().orElse("");
  }

  private void keepClean(String name, String value) {
    String text = value;
    if (chars > MAX_CHARS || chars + name.length() + text.length() > MAX_CHARS) {
      text = unavailable("too long, with the facts before it");
      if (chars > MAX_CHARS + MAX_CHARS / 4) {
        dropped = true;
        return; // a fact beyond the limit is dropped: there may be thousands
      }
    }
    facts.put(name, text);
    chars += name.length() + text.length();
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    String rest = "… (" + (text.length() - longest) + " more characters)";
    return text.substring(0, longest - rest.length()) + rest;
  }

  /** Replaces unpaired surrogates, which a document cannot hold. */
  private static String whole(String text) {
    int[] points =
        text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
            .toArray();
    return new String(points, 0, points.length);
  }

  /** Returns the facts, sorted by key. */
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>(facts);
    if (dropped) {
      all.put("dropped", unavailable("too many facts to name all"));
    }
    return Collections.unmodifiableMap(all);
  }
}
