package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.SpareJournals.Owned;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The journals of one kind that a model has. The name of one is the kind and a hash of the name of
 * the model, which may have any characters; of several, each has an id behind that. So a corrupt
 * journal stops no other model. Thread-safe.
 */
public final class ModelJournals {
  private static final int HASH = 16;

  private final JournalStore journals;
  private final String name;

  /** The kinds. Only parts need blobs, beside those of snapshots. */
  public enum Kind {
    ALERT_DELIVERY("alert-delivery"),
    ALERTS("alerts"),
    DRIFT_LEAD("drift-lead"),
    DRIFT_REPORTS("drift-reports"),
    DRIFT_SUMMARIES("drift-summaries"),
    ERASURES("erasures"),
    GROUND_TRUTH("ground-truth"),
    LEARNED_REFERENCES("learned-references"),
    PARTS("parts"),
    /** A prediction names a version by its number, and the registry keeps versions. */
    PREDICTIONS("predictions"),
    QUALITY_LEAD("quality-lead"),
    RETRAINING_LEAD("retraining-lead"),
    RETRAININGS("retrainings"),
    ROLLOUT_LEAD("rollout-lead"),
    /** A decision names a version by its number, and the registry keeps versions. */
    RULE_DECISIONS("rule-decisions"),
    TRAFFIC("traffic");

    private final String prefix;

    Kind(String name) {
      this.prefix = name + "-";
    }

    /** Returns whether a journal is of this kind, of whatever model. */
    public boolean has(String journal) {
      return journal.startsWith(prefix);
    }

    /** Returns the name of the only journal that a model has. */
    public String of(String model) {
      return prefix + Hashing.hash(model.getBytes(UTF_8)).sha256().substring(0, HASH);
    }

    /** Returns the name of the only journal of the model that has another journal. */
    public String beside(String journal) {
      String other =
          Arrays.stream(values())
              .filter(kind -> kind.has(journal))
              .findFirst()
              .orElseThrow()
              .prefix;
      int end = Math.min(journal.length(), other.length() + HASH);
      return prefix + journal.substring(other.length(), end);
    }

    /** Returns the names of the journals of all models. */
    public List<String> names(JournalStore journals) {
      return journals.names(prefix);
    }
  }

  /** Names the journals of a model. */
  public ModelJournals(JournalStore journals, Kind kind, String model) {
    this.journals = journals;
    this.name = kind.of(model);
  }

  /** Returns whether a journal is of any kind, of whatever model. */
  public static boolean owns(String journal) {
    return Arrays.stream(Kind.values()).anyMatch(kind -> kind.has(journal));
  }

  /** Returns the name of one of several. */
  public String name(String id) {
    return name + "-" + id;
  }

  /** Returns the names of those that there are, if the model may have several. */
  public List<String> names() {
    return journals.names(name + "-");
  }

  /**
   * Owns one that nobody owns and that may be used again, or a new one.
   *
   * @param isSpare whether the entries of a journal are needed no more
   * @param id the id of a new one
   */
  public Owned spare(Predicate<String> isSpare, String id) {
    return SpareJournals.own(journals, name + "-", isSpare, id);
  }

  /** Owns the one of an id, or another if something owns it. */
  public Owned own(String id) {
    return SpareJournals.own(journals, name + "-", id);
  }
}
