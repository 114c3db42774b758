package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.Damage;
import io.lifecycle4j.maintenance.Damage.Kind;
import io.lifecycle4j.storage.BlobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names what each damaged part is a part of. */
final class BlastRadius implements References.Visitor {
  /** Holders by the hash of a blob, or by the name of a journal; the two never look alike. */
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
    // was told to the walk that looked for damage
  }

  /** Takes for a container what was told of the blob that it holds. */
  void holds(BlobId container, BlobId blob) {
    Set<String> touched = holders.get(blob.sha256());
    if (touched != null) {
      holders.computeIfAbsent(container.sha256(), name -> new TreeSet<>()).addAll(touched);
    }
  }

  /** Adds damaged parts of a kind, each with what is wrong. */
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

  /** Adds what cannot be read, unless a damaged part says why. */
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
