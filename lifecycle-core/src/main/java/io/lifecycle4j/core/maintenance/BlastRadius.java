package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.maintenance.VerifyReport.Damage.Kind;
import io.lifecycle4j.storage.BlobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what each damaged part belongs to. */
final class BlastRadius implements References.Visitor {
  /** Holders by the hash of a blob, or by "journal" and its name, which cannot collide. */
  private final Map<String, Set<String>> holders = new HashMap<>();

  private final Set<String> explained = new HashSet<>();
  private final List<Damage> damage = new ArrayList<>();

  @Override
  public void recorded(String holder, String journal) {
    holders.computeIfAbsent("journal " + journal, name -> new TreeSet<>()).add(holder);
  }

  @Override
  public void reaches(String holder, BlobId blob) {
    holders.computeIfAbsent(blob.sha256(), name -> new TreeSet<>()).add(holder);
  }

  @Override
  public void unreadable(String what, LifecycleException why) {
    // reported by the walk that searches for damage
  }

  /** Records the holders of a blob as holders of its container, too. */
  void holds(BlobId container, BlobId blob) {
    Set<String> touched = holders.get(blob.sha256());
    if (touched != null) {
      holders.computeIfAbsent(container.sha256(), name -> new TreeSet<>()).addAll(touched);
    }
  }

  /** Adds damaged parts of a kind, by name, with their problems. */
  void add(Kind kind, Map<String, String> parts) {
    parts.forEach(
        (name, problem) -> {
          String key = kind == Kind.JOURNAL ? "journal " + name : name;
          Set<String> touched = holders.getOrDefault(key, Set.of());
          damage.add(new Damage(kind, name, problem, List.copyOf(touched)));
          explained.add(key);
          explained.addAll(touched);
        });
  }

  /** Adds an unreadable item, unless a damaged part explains it. */
  void addUnreadable(String what, String problem) {
    if (!explained.contains(what)) {
      damage.add(
          new Damage(
              Kind.CONTENT, what, problem, List.copyOf(holders.getOrDefault(what, Set.of()))));
    }
  }

  List<Damage> damage() {
    return damage;
  }
}
