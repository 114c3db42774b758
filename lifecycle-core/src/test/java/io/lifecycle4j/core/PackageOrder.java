package io.lifecycle4j.core;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Packages follow the data, in the same words in every module: one knows only packages to its left.
 *
 * <p>Since the order is total, no cycle can hide in it. JSON is left of all of core and knows no
 * value of the api: each room has the forms of its own. Hashes, and what engines share, are left of
 * JSON, and what takes secrets out of texts is right of it.
 */
final class PackageOrder extends ArchCondition<JavaClass> {
  private static final String API = "io.lifecycle4j";
  private static final String CORE = API + ".core";

  /** What backends implement is in the same room as what users call. */
  private static final String SPI = ".spi";

  /** Left of all of core, in this order. */
  private static final List<String> LEAVES =
      List.of(
          CORE + ".engine",
          CORE + ".hash",
          CORE + ".json",
          CORE + ".markdown",
          CORE + ".secret",
          CORE + ".traffic");

  private static final List<String> WORDS =
      List.of(
          "error",
          "observation",
          "storage",
          "memory", // a medium, a module of its own
          "delivery", // no room of the api
          "condition",
          "schema",
          "profile",
          "validation",
          "data",
          "preprocessing",
          "tracking",
          "model",
          "loading", // no room of the api
          "training",
          "evaluation",
          "registry",
          "serving",
          "monitoring",
          "retraining",
          "maintenance",
          "");

  /** What a room of core is made of, each with the other parts that it knows. */
  private static final Map<String, Set<String>> PARTS =
      Map.ofEntries(
          Map.entry("storage.file", Set.of()),
          Map.entry("storage.journal", Set.of("storage.file")),
          Map.entry("storage.blob", Set.of("storage.file")),
          Map.entry("data.storage", Set.of()),
          Map.entry("data.format", Set.of("data.storage")),
          Map.entry("data.split", Set.of("data.format")),
          Map.entry("data.source", Set.of()),
          Map.entry("tracking.environment", Set.of()),
          Map.entry("model.network", Set.of()),
          Map.entry("registry.card", Set.of()),
          Map.entry("registry.gates", Set.of()),
          Map.entry("registry.events", Set.of()),
          Map.entry("monitoring.alert", Set.of()),
          Map.entry("monitoring.window", Set.of()),
          Map.entry("serving.truth", Set.of()),
          Map.entry("serving.log", Set.of("serving.truth")),
          Map.entry("serving.traffic", Set.of()),
          Map.entry("serving.rollout", Set.of("serving.traffic")),
          Map.entry("serving.rule", Set.of("serving.rollout", "serving.traffic")),
          Map.entry("monitoring.statistics", Set.of()),
          Map.entry("monitoring.calibration", Set.of("monitoring.statistics")),
          Map.entry("monitoring.strata", Set.of("monitoring.statistics")),
          Map.entry("monitoring.verdict", Set.of("monitoring.statistics", "monitoring.strata")),
          Map.entry("monitoring.quality", Set.of("monitoring.statistics")));

  PackageOrder() {
    super("depend only on packages to their left");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      String from = type.getPackageName();
      String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
      if (to.startsWith(API) && !allowed(from, to)) {
        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
      }
    }
  }

  static boolean allowed(String from, String to) {
    if (LEAVES.contains(to)) {
      return from.startsWith(CORE)
          && (!LEAVES.contains(from) || LEAVES.indexOf(to) <= LEAVES.indexOf(from));
    }
    if (LEAVES.contains(from)) {
      return !to.startsWith(CORE) && (!from.equals(CORE + ".json") || to.equals(API + ".error"));
    }
    if (PARTS.containsKey(word(to))) {
      return from.startsWith(CORE) && knowsPart(word(from), word(to));
    }
    return place(to) < place(from) || (place(to) == place(from) && !isRoomOf(from, to));
  }

  /** A room knows its parts, a part those that it is said to know; no other room knows any. */
  private static boolean knowsPart(String from, String part) {
    return from.equals(part)
        || from.equals(room(part))
        || PARTS.getOrDefault(from, Set.of()).contains(part);
  }

  /** A part does not know the room it is in. */
  private static boolean isRoomOf(String from, String to) {
    return PARTS.containsKey(word(from)) && to.startsWith(CORE);
  }

  private static int place(String name) {
    int place = WORDS.indexOf(room(word(name)));
    if (place < 0 || (word(name).contains(".") && !PARTS.containsKey(word(name)))) {
      throw new AssertionError("Package " + name + " has no place in the order");
    }
    return place;
  }

  private static String word(String name) {
    String room = name.endsWith(SPI) ? name.substring(0, name.length() - SPI.length()) : name;
    String root = room.startsWith(CORE) ? CORE : API;
    return room.equals(root) ? "" : room.substring(root.length() + 1);
  }

  private static String room(String word) {
    return word.contains(".") ? word.substring(0, word.indexOf('.')) : word;
  }
}
