package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a capsule says about how to start the program again.
 *
 * @param capsule the capsule
 */
record RecordedFacts(EnvironmentCapsule capsule) {
  /** Variables and properties that name directories of the machine. */
  private static final Set<String> DIRECTORIES =
      Set.of(
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "PYTORCH_LIBRARY_PATH",
          "ai.djl.pytorch.native_helper");

  /** Agents, class paths and logs of the machine. */
  private static final Pattern OF_THE_MACHINE =
      Pattern.compile("-(?:agent|javaagent|Xrun|Xbootclasspath|Xlog|Xloggc|D.*=…).*|.*…");

  private static final Pattern MAIN = Pattern.compile("(?:[\\w.$]+/)?([\\w.$]+)");
  private static final Pattern RELEASE = Pattern.compile("(\\d+)[^+]*(?:\\+\\d+)?.*");

  /** Returns a fact; empty if it is not known, or was a secret. */
  Optional<String> find(String key) {
    return capsule.find(key).filter(value -> !value.startsWith("<"));
  }

  /** Returns a fact as text for a person. */
  String text(String key) {
    return capsule.find(key).orElse("unknown");
  }

  /** Returns the feature release of Java, such as 17. */
  String release() {
    Matcher version = RELEASE.matcher(text("jvm.version"));
    return version.matches() ? version.group(1) : "17";
  }

  /** Returns the main class; empty if the program was started from a jar or is not known. */
  String mainClass() {
    Matcher main = MAIN.matcher(find("main.class").orElse("").replaceFirst(".*\\.jar$", ""));
    return main.matches() ? main.group(1) : "";
  }

  /** Returns the keys of all entries of the class path and module path, in their order. */
  List<String> entries() {
    Set<String> keys = new LinkedHashSet<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (String name : find("classpath").orElse("").split(" ", -1)) {
      int count = counts.merge(name, 1, Integer::sum);
      for (String group : List.of("classpath.", "modulepath.")) {
        String key = group + name + (count == 1 ? "" : "#" + count);
        if (capsule.find(key).isPresent()) {
          keys.add(key);
        }
      }
    }
    for (String key : capsule.facts().keySet()) {
      if (key.startsWith("classpath.") || key.startsWith("modulepath.")) {
        keys.add(key); // such as a name with a blank
      }
    }
    return List.copyOf(keys);
  }

  /** Returns the coordinates of an entry, in parts: group, artifact, version, classifier. */
  List<String> coordinates(String entry) {
    return find(ClassPathFacts.MAVEN + entry)
        .map(found -> List.of(found.split(":", -1)))
        .filter(parts -> parts.size() == 3 || parts.size() == 4)
        .orElse(List.of());
  }

  /** Returns the flags of the JVM that another machine can use. */
  List<String> flags() {
    return allFlags().filter(flag -> !OF_THE_MACHINE.matcher(flag).matches()).toList();
  }

  /** Returns the flags that were not recorded whole, or belong to the machine. */
  List<String> otherFlags() {
    Map<String, String> known = properties();
    return allFlags()
        .filter(flag -> OF_THE_MACHINE.matcher(flag).matches())
        .filter(flag -> known.keySet().stream().noneMatch(name -> flag.startsWith("-D" + name)))
        .toList();
  }

  private Stream<String> allFlags() {
    return find("jvm.flags").orElse("").lines().filter(flag -> !flag.isBlank());
  }

  /** Returns the recorded system properties, with those of language, time zone and charset. */
  Map<String, String> properties() {
    Map<String, String> all = new TreeMap<>(values("property."));
    find("zone").ifPresent(zone -> all.put("user.timezone", zone));
    find("charset.default").ifPresent(name -> all.put("file.encoding", name));
    find("locale.default")
        .map(Locale::forLanguageTag)
        .ifPresent(
            locale -> {
              all.put("user.language", locale.getLanguage());
              all.put("user.country", locale.getCountry());
            });
    return all;
  }

  /** Returns the recorded environment variables. */
  Map<String, String> variables() {
    return values("environment.");
  }

  private Map<String, String> values(String group) {
    Map<String, String> values = new TreeMap<>();
    for (String key : capsule.facts().keySet()) {
      String name = key.startsWith(group) ? key.substring(group.length()) : "";
      if (name.matches("[A-Za-z_][\\w.-]*") && !DIRECTORIES.contains(name)) {
        find(key)
            .filter(value -> value.chars().noneMatch(Character::isISOControl))
            .ifPresent(value -> values.put(name, value));
      }
    }
    return values;
  }

  /** Returns lines that say which sources the program was compiled from. */
  List<String> sources() {
    List<String> lines = new ArrayList<>();
    lines.add("Sources: commit " + text("git.commit"));
    if (find("git.dirty").filter("true"::equals).isPresent()) {
      lines.add("Not committed: a diff with the SHA-256 " + text("git.diff.sha256"));
    }
    return lines;
  }
}
