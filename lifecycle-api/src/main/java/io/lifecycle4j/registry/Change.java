package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One change that an entry of the registry makes to a model.
 *
 * <p>Each change has a precondition. If one of an entry does not hold, none of them happens. More
 * kinds may come, also from a {@link ChangeProvider}: a switch over changes needs a default branch.
 */
public interface Change {
  /**
   * Returns the model that is changed.
   *
   * @return its name
   */
  String model();

  /**
   * A version was registered. Precondition: the number is the next one.
   *
   * @param model the model
   * @param version the number of the version, from 1
   * @param manifest the hash of its manifest
   */
  record VersionRegistered(String model, int version, BlobId manifest) implements Change {
    /** Checks the parts. */
    public VersionRegistered {
      checkName("model", model);
      checkVersion(version);
      required(manifest, "hash of the manifest");
    }

    @Override
    public String toString() {
      return model + ":" + version + " registered";
    }
  }

  /**
   * An alias names another version. Precondition: the version exists, and the alias names {@code
   * from}.
   *
   * @param model the model
   * @param alias the alias, such as {@code production}
   * @param from the version that the alias named before; empty if it named none
   * @param version the version that it names from now on
   * @param direction whether this is a rollback
   */
  record AliasMoved(String model, String alias, OptionalInt from, int version, Direction direction)
      implements Change {
    /** Checks the parts. */
    public AliasMoved {
      checkName("model", model);
      checkName("alias", alias);
      required(from, "version before").ifPresent(Change::checkVersion);
      checkVersion(version);
      required(direction, "direction");
    }

    @Override
    public String toString() {
      return alias
          + " of "
          + model
          + (direction == Direction.BACK ? " rolled back" : " moved")
          + (from.isPresent() ? " from " + from.getAsInt() : "")
          + " to "
          + version;
    }
  }

  /** Which way an alias moves. */
  enum Direction {
    /** To a version that was chosen for it. */
    FORWARD,
    /** A rollback: the version it leaves is no target of a rollback until it is promoted again. */
    BACK
  }

  /**
   * Gates judged a version. Precondition: the version exists.
   *
   * @param model the model
   * @param version the number of the version
   * @param alias the alias that it was judged for
   * @param verdicts what each gate said, at least one
   */
  record Judged(String model, int version, String alias, List<GateVerdict> verdicts)
      implements Change {
    /** Checks the parts. */
    public Judged {
      checkName("model", model);
      checkVersion(version);
      checkName("alias", alias);
      verdicts = copy(verdicts, "verdicts");
      check(!verdicts.isEmpty(), "Invalid verdicts: none (needs at least 1)");
    }

    /**
     * Returns whether every gate passed.
     *
     * @return whether the version may be promoted
     */
    public boolean passed() {
      return verdicts.stream().allMatch(GateVerdict::passed);
    }

    @Override
    public String toString() {
      long failed = verdicts.stream().filter(verdict -> !verdict.passed()).count();
      return failed == 0
          ? String.format("%s:%s passed %s gates", model, version, verdicts.size())
          : String.format(
              "%s:%s rejected by %s of %s gates", model, version, failed, verdicts.size());
    }
  }

  /**
   * A change of a kind that this library does not know. It changes nothing here, and what it is
   * about is neither written nor served: see {@link ModelRegistry}.
   *
   * @param kind its kind
   * @param model the model
   * @param version the version it is about; empty if it is about all of them, or an alias
   * @param alias the alias it is about; empty if it is about none
   * @param library the version of the library that wrote it; empty if that is not recorded
   */
  record Unknown(
      String kind,
      String model,
      OptionalInt version,
      Optional<String> alias,
      Optional<String> library)
      implements Change {
    /** Checks the parts. */
    public Unknown {
      required(kind, "kind");
      checkName("model", model);
      required(version, "version");
      required(alias, "alias");
      required(library, "library");
    }

    /**
     * Returns whether the change is about a version or an alias of its model.
     *
     * @param number the number of a version
     * @param name an alias
     * @return whether it is about one of them, or the whole model
     */
    public boolean concerns(int number, String name) {
      required(name, "alias");
      boolean whole = version.isEmpty() && alias.isEmpty();
      return whole || version.equals(OptionalInt.of(number)) || alias.equals(Optional.of(name));
    }

    @Override
    public String toString() {
      return "unknown change '" + kind + "' of " + model;
    }
  }

  private static void checkVersion(int version) {
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
  }
}
