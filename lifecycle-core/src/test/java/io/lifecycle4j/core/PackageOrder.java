package io.lifecycle4j.core;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/**
 * Packages follow the data, in the same words in every module: one knows only packages to its left.
 *
 * <p>Since the order is total, no cycle can hide in it. JSON is left of all of core, although it
 * writes the values of every package of the api.
 */
final class PackageOrder extends ArchCondition<JavaClass> {
  private static final String API = "io.lifecycle4j";
  private static final String CORE = API + ".core";
  private static final String JSON = CORE + ".json";

  private static final List<String> WORDS =
      List.of(
          "error",
          "storage",
          "tiers",
          "condition",
          "schema",
          "profile",
          "validation",
          "data",
          "preprocessing",
          "tracking",
          "model",
          "training",
          "evaluation",
          "registry",
          "serving",
          "monitoring",
          "maintenance",
          "");

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

  private static boolean allowed(String from, String to) {
    if (from.equals(JSON)) {
      return to.equals(JSON) || !to.startsWith(CORE);
    }
    return to.equals(JSON) ? from.startsWith(CORE) : place(to) <= place(from);
  }

  private static int place(String name) {
    String root = name.startsWith(CORE) ? CORE : API;
    String word = name.equals(root) ? "" : name.substring(root.length() + 1);
    int place = WORDS.indexOf(word);
    if (place < 0) {
      throw new AssertionError("Package " + name + " has no place in the order");
    }
    return place;
  }
}
