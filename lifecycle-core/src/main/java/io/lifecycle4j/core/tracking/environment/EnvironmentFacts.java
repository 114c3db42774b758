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
 * Facts while they are gathered: whatever comes, they make a capsule that can be written.
 *
 * <p>What cannot be read becomes {@code <unavailable: reason>}; what is too long is cut, half of a
 * surrogate pair is replaced, and secrets are taken out. Not thread-safe.
 */
final class EnvironmentFacts {
  /** The longest value, in characters; a diff is kept longer than what the rest needs. */
  static final int MAX_VALUE = 1 << 18;

  private static final int MAX_KEY = 500;

  /** All texts together, so that their JSON, at six bytes a character, is not too long either. */
  private static final int MAX_CHARS = 2_000_000;

  private final Map<String, String> facts = new TreeMap<>();
  private int chars;
  private boolean dropped;

  /** Reads one fact. */
  interface Source {
    @Nullable String read() throws IOException;
  }

  /** Returns how a fact is told that is not known. */
  static String unavailable(String reason) {
    return "<unavailable: " + reason + ">";
  }

  /** Returns how a fact is told that is not known yet. */
  static String pending(String what) {
    return "<pending: " + what + ">";
  }

  /** Keeps a fact that came from outside, without its secrets. */
  void put(String key, @Nullable String value) {
    keep(key, value == null ? unavailable("not told") : SecretFilter.text(bounded(value)));
  }

  /** Keeps a fact under the name of something, which may name a secret. */
  void named(String group, String name, String value) {
    String shown = SecretFilter.text(name);
    keep(group + shown, SecretFilter.value(name, bounded(value)));
  }

  /** Cuts a text before its secrets are looked for, which takes time in proportion. */
  private String bounded(String text) {
    return chars > MAX_CHARS ? "" : cut(text, MAX_VALUE);
  }

  /** Keeps a fact that the library made or filtered itself, such as a hash. */
  void made(String key, String value) {
    keep(key, value);
  }

  /** Keeps a fact about a file, under the first of {@code key, key#2, …} that is free. */
  void another(String key, String value) {
    String shown = SecretFilter.text(key);
    String free = shown;
    for (int i = 2; facts.containsKey(free); i++) {
      free = shown + "#" + i;
    }
    put(free, value);
  }

  /** Reads a fact, and keeps why it cannot be read if so. */
  void read(String key, Source source) {
    String value;
    try {
      value = source.read();
    } catch (IOException | RuntimeException e) {
      value = unavailable(reason(e));
    }
    put(key, value);
  }

  /** Keeps what another one gathered. */
  EnvironmentFacts add(Map<String, String> gathered) {
    gathered.forEach(this::keepClean);
    return this;
  }

  /** Says in one line why something failed. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return "no " + missing.getFile();
    }
    if (e instanceof AccessDeniedException denied) {
      return "no access to " + denied.getFile();
    }
    boolean plain = e.getClass() == IOException.class; // its name says nothing
    return String.valueOf(plain ? e.getMessage() : e).lines().findFirst().orElse("");
  }

  private void keep(String key, String value) {
    keepClean(whole(cut(key.isEmpty() ? "?" : key, MAX_KEY)), whole(cut(value, MAX_VALUE)));
  }

  private void keepClean(String name, String value) {
    String text = value;
    if (chars > MAX_CHARS || chars + name.length() + text.length() > MAX_CHARS) {
      text = unavailable("too long, with the facts before it");
      if (chars > MAX_CHARS + MAX_CHARS / 4) {
        dropped = true;
        return; // thousands of facts beyond the limit are not even named
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

  /** Replaces halves of surrogate pairs, which no document can hold. */
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
